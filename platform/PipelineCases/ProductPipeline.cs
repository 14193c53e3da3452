using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Platform.PipelineCases.Reading;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Platform.PipelineCases;

/// <summary>The pipeline in a product's folder: <c>pipeline.yaml</c>, <c>pipeline.sql</c> and <c>pipeline.tests.yaml</c>, with everything that is wrong with them.</summary>
public sealed class ProductPipeline
{
    // Each is a reading of the SELECT by the engine.
    private const int MostChoices = 32;

    private readonly string _folder;

    private ProductPipeline(string folder, DataProductDescriptor product, KnownProducts known) => (_folder, Product, Known) = (folder, product, known);

    /// <summary>The product.</summary>
    public DataProductDescriptor Product { get; }

    /// <summary>The content of <c>pipeline.yaml</c>; null where there is none, or one with an error.</summary>
    public PipelineDefinition? Definition { get; private init; }

    /// <summary>The SELECT; null where there is none, as for a class.</summary>
    public string? Sql { get; private init; }

    /// <summary>The cases of its tests; none where their file has an error.</summary>
    public IReadOnlyList<PipelineCase> Cases { get; private init; } = [];

    /// <summary>All errors and warnings, file by file, in the order of their lines.</summary>
    public IReadOnlyList<DescriptorIssue> Issues { get; private init; } = [];

    /// <summary>The path of the file of its tests, be it there or not.</summary>
    public string TestsFile => Path.Combine(_folder, PipelineCase.FileName);

    /// <summary>The path of <c>pipeline.yaml</c>, be it there or not.</summary>
    public string File => Path.Combine(_folder, PipelineDefinition.FileName);

    /// <summary>The products of the repository, with the major versions that the plain names of inputs mean.</summary>
    internal KnownProducts Known { get; }

    private string SqlFile => Path.Combine(_folder, PipelineDefinition.SqlFileName);

    /// <summary>Reads the files alongside a descriptor.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    /// <param name="product">Its product.</param>
    /// <param name="known">The products of the repository. Of inputs that are not among them nothing is said.</param>
    /// <param name="time">The clock that limits the binding of the SELECT.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public static async Task<ProductPipeline> ReadAsync(string descriptor, DataProductDescriptor product, KnownProducts known, TimeProvider time, CancellationToken cancellationToken)
    {
        var unread = new ProductPipeline(Path.GetDirectoryName(descriptor) ?? "", product, known);
        var sql = await TextAsync(unread.SqlFile, cancellationToken);
        var tests = await TextAsync(unread.TestsFile, cancellationToken);
        if (await TextAsync(unread.File, cancellationToken) is not { } text)
        {
            return unread.WithoutDefinition(sql, tests);
        }

        // A plain name means one major version now, and another one later: a pipeline is right where it fits one of them.
        ProductPipeline? first = null;
        foreach (var choice in known.ByDefaultVersions([.. product.Inputs, product.Name]).Take(MostChoices))
        {
            var read = new ProductPipeline(unread._folder, product, choice).With(text, sql, tests, time, cancellationToken);
            if (!read.Issues.Any(issue => issue.Severity == IssueSeverity.Error))
            {
                return read;
            }

            // The faults are those of the first reading.
            first ??= read;
            if (first.Definition is null)
            {
                break;
            }
        }

        return first!;
    }

    private ProductPipeline WithoutDefinition(string? sql, string? tests) => new(_folder, Product, Known)
    {
        Sql = sql,
        Issues =
        [
            .. new[] { sql is null ? null : SqlFile, tests is null ? null : TestsFile }.OfType<string>().Select(alone => new DescriptorIssue(
                alone, 1, "", "pipeline.missing", $"There is no {PipelineDefinition.FileName} alongside it, so it never runs.", $"Write {PipelineDefinition.FileName} with its inputs and when it runs.", IssueSeverity.Error)),
        ],
    };

    private ProductPipeline With(string text, string? sql, string? tests, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = PipelineReader.Read(text, File, Product, Known.ColumnsOf);
        List<DescriptorIssue> issues = [.. read.Issues];
        IReadOnlyList<PipelineCase> cases = [];
        if (read.Pipeline is { } pipeline)
        {
            if (sql is not null)
            {
                var window = pipeline.Window is { } terms ? Product.Schema.First(column => column.Name == terms.Column).Type : null;
                issues.AddRange(PipelineSql.Check(sql, SqlFile, new PipelineSqlTerms(Product, [.. pipeline.Inputs.Select(input => input.Product)], Known.ColumnsOf, window, pipeline.Zone), time, cancellationToken));
            }

            if (tests is not null && sql is null)
            {
                issues.Add(TestsOfAClass);
            }
            else if (tests is not null)
            {
                (cases, var found) = CasesReader.Read(tests, TestsFile, Product, pipeline, Known.ColumnsOf);
                issues.AddRange(found);
            }
        }

        return new ProductPipeline(_folder, Product, Known) { Definition = read.Pipeline, Sql = sql, Cases = cases, Issues = issues };
    }

    private DescriptorIssue TestsOfAClass => new(
        TestsFile, 1, "", "tests.class", $"A class computes the rows of {Product.Name}, and these tests run a SELECT.", "Test the class in C#, in the Tests folder of its domain.", IssueSeverity.Error);

    private static async Task<string?> TextAsync(string file, CancellationToken cancellationToken) => System.IO.File.Exists(file) ? await System.IO.File.ReadAllTextAsync(file, cancellationToken) : null;
}
