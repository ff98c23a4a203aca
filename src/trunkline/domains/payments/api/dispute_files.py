"""Files for a dispute. What is sent is read before the transaction begins: a slow sender keeps nobody from writing."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.disputes import DisputeFileOut
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import ENDINGS, FILE_NAME_MAX, DisputeFile, FileKind, FileLimits
from trunkline.domains.payments.ports import Disputes, PaymentProviders
from trunkline.infra.scope import Scope
from trunkline.infra.web import CompanyParameter, ReadScope, program_of, reading, written
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import DisputeFileId, DisputeId

_KINDS = {"type": "string", "enum": [one.value for one in FileKind]}
_BYTES = {"type": "string", "format": "binary"}
_FORM = {"type": "object", "required": ["file", "kind"], "properties": {"file": _BYTES, "kind": _KINDS}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM},
            **{media_type: {"schema": _BYTES} for media_type in ENDINGS},
        },
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {"schema": _BYTES} for media_type in ENDINGS}, "description": "The file."}
}


@router.post(
    "/disputes/{dispute_id}/files",
    permission=Permission.payments_refund,
    status_code=201,
    response_model=DisputeFileOut,
    openapi_extra=_BODY,
)
async def add_dispute_file(
    request: Request,
    dispute_id: DisputeId,
    company: CompanyParameter = None,
    kind: Annotated[FileKind | None, Query(description="Of a body that is the file itself.")] = None,
    name: Annotated[
        str | None, Query(max_length=FILE_NAME_MAX, description="Of a body that is the file itself.")
    ] = None,
) -> Response:
    """Add a PDF, a JPEG or a PNG for the next evidence: as a form, or as the body itself. How large it may be is up to the provider.

    The same file once more is the one that is there.
    """
    upload = await _upload(request, kind, name)
    limits = await _limits(request, dispute_id, company)

    async def keep(scope: Scope) -> Response:
        file = await actions.add_dispute_file(scope, dispute_id, limits, upload)
        return JSONResponse(DisputeFileOut.of(file).model_dump(mode="json"), 201)

    return await written(request, company, keep)


@router.get(
    "/disputes/{dispute_id}/files/{file_id}",
    permission=Permission.payments_refund,
    response_class=Response,
    responses=_FILE,
)
async def download_dispute_file(scope: ReadScope, dispute_id: DisputeId, file_id: DisputeFileId) -> Response:
    """A file as it was added, to be saved."""
    file = await queries.dispute_file(scope, dispute_id, file_id)
    blob = await scope.program.blobs.get(file.key)
    headers = {"Content-Disposition": _saved_as(file), "X-Content-Type-Options": "nosniff"}
    return Response(blob.data, media_type=file.media_type, headers=headers)


@router.delete("/disputes/{dispute_id}/files/{file_id}", permission=Permission.payments_refund, status_code=204)
async def remove_dispute_file(
    request: Request, dispute_id: DisputeId, file_id: DisputeFileId, company: CompanyParameter = None
) -> Response:
    """Take a file away that was not submitted."""
    removed: list[DisputeFile] = []

    async def remove(scope: Scope) -> Response:
        removed.append(await actions.remove_dispute_file(scope, dispute_id, file_id))
        return Response(status_code=204)

    answer = await written(request, company, remove)
    for file in removed:  # only now: what is rolled back still has its bytes
        await program_of(request).blobs.delete(file.key)
    return answer


async def _limits(request: Request, dispute_id: DisputeId, company: CompanyParameter) -> FileLimits:
    async with reading(request, company) as scope:
        dispute = await queries.dispute(scope, dispute_id)
    providers = program_of(request).port(PaymentProviders)
    source: object = providers.of(dispute.provider) if dispute.provider in providers.names else None
    if not isinstance(source, Disputes):
        raise actions.DisputeDecided(f"{dispute.provider} is not connected any more, or hears nobody: answer it there.")
    return source.file_limits


async def _upload(request: Request, kind: FileKind | None, name: str | None) -> actions.Upload:
    """The file of a form, or the body itself, as what it holds. Raises `Invalid`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return actions.read_upload(name or "", _known(kind), await request.body())
    async with request.form(max_files=1, max_fields=4) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise Invalid("The form has no file.", fields=[FieldProblem("/file", "is missing")])
        return actions.read_upload(name or sent.filename or "", _known(form.get("kind", kind)), await sent.read())


def _known(kind: object) -> FileKind:
    if kind in list(FileKind):
        return FileKind(str(kind))
    what = f"is one of {', '.join(FileKind)}"
    raise Invalid(f"Say what kind of file it is: kind {what}.", fields=[FieldProblem("/kind", what)])


def _saved_as(file: DisputeFile) -> str:
    plain = file.name.encode("ascii", "replace").decode().replace("?", "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
