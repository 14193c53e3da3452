using System.Globalization;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>An input of a pipeline in the state that runs read.</summary>
/// <param name="Input">The input.</param>
/// <param name="Subscription">The product, pinned to the state.</param>
internal sealed record PinnedInput(PipelineInput Input, Subscription Subscription)
{
    /// <summary>The product in the state that was read, without a snapshot before the first read; for lineage.</summary>
    public ReadDataset Dataset => new(Input.Product.ToString(), Subscription.SnapshotId?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The condition on the rows of a window, as SQL; null where all rows are read.</summary>
    /// <exception cref="ArgumentException">The product has no such column, or one that does not divide its rows into the windows.</exception>
    public string? ConditionOf(Window window)
    {
        if (Input.By is not { } by || window.IsTable)
        {
            return null;
        }

        var (from, to) = window.BoundsOf(Subscription.Column(by, nameof(window)).Type);
        return TimeBounds.Within(by, from, to);
    }

    /// <summary>The rows of a window; all where no column says which they are.</summary>
    /// <inheritdoc cref="ConditionOf"/>
    public ConsumedRows RowsOf(Window window)
    {
        if (Input.By is not { } by || window.IsTable)
        {
            return Subscription;
        }

        var (from, to) = window.BoundsOf(Subscription.Column(by, nameof(window)).Type);
        return new FilteredRows(Subscription, System.Runtime.CompilerServices.FormattableStringFactory.Create($"{SqlIdentifier.Quote(by)} >= {{0}} AND {SqlIdentifier.Quote(by)} < {{1}}", from, to));
    }
}
