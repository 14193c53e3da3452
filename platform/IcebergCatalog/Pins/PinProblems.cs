using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Metadata;
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

    public static ProblemHttpResult Unavailable(Exception cause) => Of(StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, $"The pin cannot be set now: {cause.Message}");

    private static ProblemHttpResult Of(int status, string type, string detail) => TypedResults.Problem(detail, statusCode: status, type: type);
}
