using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Platform.IcebergCatalog.Pins;

/// <summary>Problem responses of pins that are not set.</summary>
internal static class PinProblems
{
    public static ProblemHttpResult NoTable(ProductReference product) =>
        Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"{product} has no table with a snapshot yet. Read it without a pin.");

    public static ProblemHttpResult NoSnapshot(ProductReference product, long snapshotId) =>
        Of(StatusCodes.Status410Gone, ProblemTypes.SnapshotNotFound, $"snapshot_id: {product} has no published snapshot {snapshotId} any more. Leave it out to pin the current one.");

    public static ProblemHttpResult Taken(Guid pin) =>
        Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, $"pin: {pin} is of another reader, table or snapshot. Choose another id.");

    public static ProblemHttpResult Limit(Exception cause) => Of(StatusCodes.Status409Conflict, ProblemTypes.PinLimit, cause.Message);

    public static ProblemHttpResult ReaderLimit(ProductReference product) => Of(
        StatusCodes.Status409Conflict,
        ProblemTypes.PinLimit,
        $"pin: you would have more than {PinTag.MostOfReader} pinned snapshots of {product}, the most of one reader. Pin one of them again, or end one of your pins.");

    /// <param name="product">The product.</param>
    /// <param name="isEnd">Whether the pin was to end.</param>
    /// <param name="refused">The refusal of the commit; null where the table cannot be read, whose reason has paths of files.</param>
    public static ProblemHttpResult Unavailable(ProductReference product, bool isEnd, IcebergRefusedException? refused) => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Unavailable,
        $"{(isEnd ? "The pin has ended, and its snapshot is kept until the time that the pin had" : "The pin cannot be set now")}: {refused?.Message ?? $"the table of {product} cannot be read or changed. The operator finds the reason in the catalog's log."}");

    private static ProblemHttpResult Of(int status, string type, string detail) => TypedResults.Problem(detail, statusCode: status, type: type);
}
