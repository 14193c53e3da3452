using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.PipelineCases.Reading;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.PipelineCases.Running;

/// <summary>Runs cases of a pipeline's tests in an engine of this process, as a run computes a window, without a mesh.</summary>
public static class CaseRun
{
    private const string Expected = "expected";
    private const int MostRows = 20;

    /// <summary>Returns the reasons why the cases of a pipeline cannot be run; none for one that can.</summary>
    public static IReadOnlyList<DescriptorIssue> Problems(ProductPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return
        [
            .. pipeline.Issues.Where(issue => issue.Severity == IssueSeverity.Error),
            .. (pipeline.Definition?.Inputs ?? []).Where(input => pipeline.Known.ColumnsOf(input.Product) is null).Select(input => new DescriptorIssue(
                pipeline.File, 1, $"inputs.{input.Product}", "input.columns", $"The columns of {input.Product} are not known here.",
                "Run its tests in a repository that has its data-product.yaml.", IssueSeverity.Error)),
        ];
    }

    /// <summary>Runs a case.</summary>
    /// <param name="pipeline">The pipeline, without <see cref="Problems"/>.</param>
    /// <param name="test">One of its cases.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<CaseResult> RunAsync(ProductPipeline pipeline, PipelineCase test, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(test);
        using var workspace = new RowWorkspace();
        try
        {
            return new CaseResult(test, await FaultsAsync(pipeline, pipeline.Definition!, test, workspace, cancellationToken));
        }
        catch (DuckDbException exception)
        {
            return new CaseResult(test, [$"error: {exception.Message.Split('\n', 2)[0]}"]);
        }
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(ProductPipeline pipeline, PipelineDefinition definition, PipelineCase test, RowWorkspace workspace, CancellationToken cancellationToken)
    {
        var schema = pipeline.Product.Schema;
        Dictionary<ProductReference, string> inputs = [];
        foreach (var input in definition.Inputs)
        {
            var columns = pipeline.Known.ColumnsOf(input.Product)!;
            inputs[input.Product] = await GivenAsync(workspace, input, columns, test, cancellationToken);
        }

        var bounds = test.Window.IsTable ? default((object From, object To)?) : test.Window.BoundsOf(TypeOf(schema, definition.Window!.Column));
        // The engine works on the calling thread.
        var (computed, rows) = await Task.Run(() => new PipelineRows(workspace, pipeline.Sql!, definition.Zone).Compute(inputs, bounds, cancellationToken), cancellationToken);
        var typed = new RowBatch(test.Name, workspace, computed, rows).Typed(schema);
        await LoadAsync(workspace, Expected, schema, test.Expected, cancellationToken);
        var (found, expected) = (await TextsAsync(workspace, typed, cancellationToken), await TextsAsync(workspace, $"SELECT * FROM {SqlIdentifier.Quote(Expected)}", cancellationToken));
        List<string> faults = [.. Lines("missing", Without(expected, found)), .. Lines("extra", Without(found, expected))];
        if (bounds is var (from, to))
        {
            var outside = $"SELECT * FROM ({typed}) WHERE NOT ({TimeBounds.Within(definition.Window!.Column, from, to)})";
            faults.AddRange(Lines($"outside of the window {test.Window}, so that a run is quarantined", await TextsAsync(workspace, outside, cancellationToken)));
        }

        foreach (var required in schema.Where(column => column.Required))
        {
            var missing = $"SELECT * FROM ({typed}) WHERE {SqlIdentifier.Quote(required.Name)} IS NULL";
            faults.AddRange(Lines($"without the required {required.Name}, so that a run is quarantined", await TextsAsync(workspace, missing, cancellationToken)));
        }

        return faults;
    }

    // A SELECT of an input's rows that a run of the window reads.
    private static async Task<string> GivenAsync(RowWorkspace workspace, PipelineInput input, IReadOnlyList<ColumnDefinition> columns, PipelineCase test, CancellationToken cancellationToken)
    {
        var table = $"given {input.Product}";
        await LoadAsync(workspace, table, columns, test.Given.GetValueOrDefault(input.Product) ?? [], cancellationToken);
        var all = $"SELECT * FROM {SqlIdentifier.Quote(table)}";
        if (input.By is not { } by || test.Window.IsTable)
        {
            return all;
        }

        var (from, to) = test.Window.BoundsOf(TypeOf(columns, by));
        return $"{all} WHERE {TimeBounds.Within(by, from, to)}";
    }

    private static ColumnType TypeOf(IReadOnlyList<ColumnDefinition> columns, string name) => columns.First(column => column.Name == name).Type;

    private static async Task LoadAsync(RowWorkspace workspace, string table, IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<string> rows, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', rows)));
        await workspace.LoadAsync(table, columns, lines, cancellationToken);
    }

    private static async Task<List<string>> TextsAsync(RowWorkspace workspace, string sql, CancellationToken cancellationToken)
    {
        List<string> texts = [];
        await foreach (var row in workspace.ReadAsync(sql, cancellationToken))
        {
            texts.Add(row.GetRawText());
        }

        return texts;
    }

    // Equal rows count as often as they are there.
    private static List<string> Without(List<string> rows, List<string> others)
    {
        var left = others.CountBy(row => row, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return rows.FindAll(row =>
        {
            var isThere = left.GetValueOrDefault(row) > 0;
            left[row] = left.GetValueOrDefault(row) - 1;
            return !isThere;
        });
    }

    private static IEnumerable<string> Lines(string fault, List<string> rows)
    {
        var lines = rows.Take(MostRows).Select(row => $"{fault}: {row}");
        return rows.Count > MostRows ? lines.Append($"{fault}: {rows.Count - MostRows} further rows") : lines;
    }
}
