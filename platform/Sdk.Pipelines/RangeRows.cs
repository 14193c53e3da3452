using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>The rows of consecutive windows that one SELECT computed. They stay in the workspace of its inputs until it computes others.</summary>
internal sealed class RangeRows
{
    private readonly OwnPipeline _pipeline;
    private readonly IReadOnlyList<ColumnDefinition> _columns;
    private readonly string _rows;
    private readonly HashSet<string> _windows;

    private RangeRows(OwnPipeline pipeline, IReadOnlyList<Window> windows, IReadOnlyList<ColumnDefinition> columns, string rows) =>
        (_pipeline, _windows, _columns, _rows) = (pipeline, windows.Select(window => window.Name).ToHashSet(StringComparer.Ordinal), columns, rows);

    /// <summary>Computes the rows of windows, and of those between them.</summary>
    /// <param name="pipeline">The pipeline, which has a SELECT.</param>
    /// <param name="windows">The windows, the oldest first.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>The rows; null where one is outside of the range: only a run of each window by itself shows of which it is.</returns>
    /// <exception cref="DuckDb.DuckDbException">The SELECT cannot be run, or yields no such column.</exception>
    public static RangeRows? Compute(OwnPipeline pipeline, IReadOnlyList<Window> windows, SharedInputs inputs, CancellationToken cancellationToken)
    {
        var range = windows[0] with { End = windows[^1].End, LocalEnd = windows[^1].LocalEnd };
        var computed = new PipelineRows(inputs.Workspace, pipeline.Sql!, pipeline.Definition.Zone);
        var (columns, rows) = computed.Compute(inputs.RowsOf(range), pipeline.BoundsOf(range), cancellationToken);
        return computed.AreAll(Within(pipeline, range), cancellationToken) ? new RangeRows(pipeline, windows, columns, rows) : null;
    }

    /// <summary>Whether a window is one of them.</summary>
    public bool Has(string window) => _windows.Contains(window);

    /// <summary>Returns the columns, and a SELECT of the rows of a window.</summary>
    public (IReadOnlyList<ColumnDefinition> Columns, string Rows) Of(Window window) => (_columns, $"SELECT * FROM ({_rows}) WHERE {Within(_pipeline, window)}");

    private static string Within(OwnPipeline pipeline, Window window)
    {
        var (from, to) = pipeline.BoundsOf(window)!.Value;
        return TimeBounds.Within(pipeline.Definition.Window!.Column, from, to);
    }
}
