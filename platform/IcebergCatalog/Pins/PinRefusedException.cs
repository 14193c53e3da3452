using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.IcebergCatalog.Pins;

/// <summary>A pin that is not set; the message says why.</summary>
internal sealed class PinRefusedException : Exception
{
    private PinRefusedException(int status, string type, string message, Exception? cause = null) : base(message, cause) => (Status, Type) = (status, type);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The type of the problem.</summary>
    public string Type { get; }

    public static PinRefusedException NoTable(ProductReference product) =>
        new(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"{product} has no table with a snapshot yet. Read it without a pin.");

    public static PinRefusedException NoSnapshot(ProductReference product, long snapshotId) =>
        new(StatusCodes.Status410Gone, ProblemTypes.SnapshotNotFound, $"snapshot_id: {product} has no published snapshot {snapshotId} any more. Leave it out to pin the current one.");

    public static PinRefusedException Taken(Guid pin) =>
        new(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, $"pin: {pin} is of another reader, table or snapshot. Choose another id.");

    public static PinRefusedException Limit(Exception cause) => new(StatusCodes.Status409Conflict, ProblemTypes.PinLimit, cause.Message, cause);

    public static PinRefusedException Unavailable(Exception cause) => new(StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, $"The pin cannot be set now: {cause.Message}", cause);
}
