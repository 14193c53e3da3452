using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Names;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>A request that is not done, in the words that Iceberg's clients know: they choose by the type what to raise and whether to try again.</summary>
internal sealed class IcebergRefusedException : Exception
{
    private IcebergRefusedException(int status, string type, string message) : base(message) => (Status, Type) = (status, type);

    /// <summary>The HTTP status, and the <c>code</c> in the body.</summary>
    public int Status { get; }

    /// <summary>The <c>type</c> in the body.</summary>
    public string Type { get; }

    public static IcebergRefusedException BadRequest(string message) => new(StatusCodes.Status400BadRequest, "BadRequestException", message);

    public static IcebergRefusedException Forbidden(string message) => new(StatusCodes.Status403Forbidden, "ForbiddenException", message);

    public static IcebergRefusedException NoSuchWarehouse(string name) =>
        new(StatusCodes.Status404NotFound, "NoSuchWarehouseException", $"Warehouse does not exist: {name}. Leave warehouse out, or name mesh or one of its domains.");

    public static IcebergRefusedException NoSuchNamespace(NamespaceName name) => new(StatusCodes.Status404NotFound, "NoSuchNamespaceException", $"Namespace does not exist: {name}");

    public static IcebergRefusedException NoSuchTable(TableIdentifier table) => new(StatusCodes.Status404NotFound, "NoSuchTableException", $"Table does not exist: {table}");

    public static IcebergRefusedException FileNotFound(string message) => new(StatusCodes.Status404NotFound, "NotFoundException", message);

    public static IcebergRefusedException AlreadyExists(string message) => new(StatusCodes.Status409Conflict, "AlreadyExistsException", message);

    public static IcebergRefusedException NamespaceNotEmpty(NamespaceName name) => new(StatusCodes.Status409Conflict, "NamespaceNotEmptyException", $"Namespace {name} is not empty.");

    public static IcebergRefusedException CommitFailed(string message) => new(StatusCodes.Status409Conflict, "CommitFailedException", message);

    public static IcebergRefusedException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, "BadRequestException", message);

    public static IcebergRefusedException Unprocessable(string message) => new(StatusCodes.Status422UnprocessableEntity, "UnprocessableEntityException", message);

    /// <summary>The one case in which the outcome of a commit is unknown: clients must not try again by themselves.</summary>
    public static IcebergRefusedException CommitStateUnknown(string message) => new(StatusCodes.Status500InternalServerError, "CommitStateUnknownException", message);

    /// <summary>Nothing was done, and trying again later helps.</summary>
    public static IcebergRefusedException Unavailable(string message) => new(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", message);

    /// <summary>Repeats an earlier refusal.</summary>
    public static IcebergRefusedException Again(int status, string type, string message) => new(status, type, message);
}
