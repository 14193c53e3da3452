using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;

namespace MeshStarter.Sdk.Batches;

/// <summary>The rows of the table that a whole batch takes the place of, and who may publish it.</summary>
internal sealed record BatchPlace
{
    /// <summary>The place of rows with the same keys; facts are appended.</summary>
    public static BatchPlace Keys { get; } = new();

    /// <summary>The place of every partition that the batch has a row of.</summary>
    public static BatchPlace Partitions { get; } = new() { OverwritesPartitions = true };

    /// <summary>The fencing token of the publisher's lease; null when any process may publish the batch.</summary>
    public FencingToken? Fencing { get; init; }

    /// <summary>The window of time that the rows are of; null where there is none.</summary>
    public NominalTime? Nominal { get; init; }

    private bool OverwritesPartitions { get; init; }

    private ReplacedRange? Replaces { get; init; }

    /// <summary>The place of the rows of a range.</summary>
    public static BatchPlace Of(ReplacedRange range) => new() { Replaces = range };

    /// <summary>Puts a batch there.</summary>
    public RowBatch Put(RowBatch batch) => batch with
    {
        OverwritesPartitions = OverwritesPartitions,
        Replaces = Replaces,
        Fencing = Fencing,
        Origin = batch.Origin is { } origin ? origin with { Nominal = Nominal } : null,
    };
}
