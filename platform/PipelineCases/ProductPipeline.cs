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
    private List<DescriptorIssue> _issues = [];

    private ProductPipeline(string folder, DataProductDescriptor product, KnownProducts known) => (_folder, Product, Known) = (folder, product, known);

    /// <summary>The product.</summary>
    public DataProductDescriptor Product { get; }

    /// <summary>The content of <c>pipeline.yaml</c>; null where there is none, or one with an error.</summary>
    public PipelineDefinition? Definition { get; private set; }

    /// <summary>The SELECT; null where there is none, as for a class.</summary>
    public string? Sql { get; private set; }

    /// <summary>The cases of its tests; none where their file has an error.</summary>
    public IReadOnlyList<PipelineCase> Cases { get; private set; } = [];

    /// <summary>All errors and warnings, file by file, in the order of their lines.</summary>
    public IReadOnlyList<DescriptorIssue> Issues => _issues;

    /// <summary>The path of the file of its tests, be it there or not.</summary>
    public string TestsFile => Path.Combine(_folder, PipelineCase.FileName);

    /// <summary>The path of <c>pipeline.yaml</c>, be it there or not.</summary>
    public string File => Path.Combine(_folder, PipelineDefinition.FileName);

    /// <summary>The products of the repository, with the major versions that the plain names of inputs mean.</summary>
    internal KnownProducts Known { get; private set; }

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
        var pipeline = new ProductPipeline(Path.GetDirectoryName(descriptor) ?? "", product, known);
        await pipeline.ReadAsync(time, cancellationToken);
        return pipeline;
    }

    private async Task ReadAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var sqlFile = Path.Combine(_folder, PipelineDefinition.SqlFileName);
        Sql = await TextAsync(sqlFile, cancellationToken);
        var tests = await TextAsync(TestsFile, cancellationToken);
        if (await TextAsync(File, cancellationToken) is not { } text)
        {
            foreach (var alone in new[] { Sql is null ? null : sqlFile, tests is null ? null : TestsFile }.OfType<string>())
            {
                _issues.Add(new DescriptorIssue(alone, 1, "", "pipeline.missing", $"There is no {PipelineDefinition.FileName} alongside it, so it never runs.", $"Write {PipelineDefinition.FileName} with its inputs and when it runs.", IssueSeverity.Error));
            }

            return;
        }

        // A plain name means one major version now, and another one later: a pipeline is right where it fits one of them.
        foreach (var choice in Known.ByDefaultVersions([.. Product.Inputs, Product.Name]).Take(MostChoices))
        {
            var before = (Known, Definition, Cases, Issues: _issues);
            (Known, _issues, Cases) = (choice, [], []);
            Read(text, sqlFile, tests, time, cancellationToken);
            if (_issues.TrueForAll(issue => issue.Severity != IssueSeverity.Error))
            {
                return;
            }

            // The faults are those of the first reading.
            if (before.Definition is not null)
            {
                (Known, Definition, Cases, _issues) = before;
            }
            else if (Definition is null)
            {
                return;
            }
        }
    }

    private void Read(string text, string sqlFile, string? tests, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = PipelineReader.Read(text, File, Product, Known.ColumnsOf);
        _issues.AddRange(read.Issues);
        if ((Definition = read.Pipeline) is not { } pipeline)
        {
            return;
        }

        if (Sql is not null)
        {
            var window = pipeline.Window is { } terms ? Product.Schema.First(column => column.Name == terms.Column).Type : null;
            _issues.AddRange(PipelineSql.Check(Sql, sqlFile, new PipelineSqlTerms(Product, [.. pipeline.Inputs.Select(input => input.Product)], Known.ColumnsOf, window, pipeline.Zone), time, cancellationToken));
        }

        if (tests is not null)
        {
            ReadTests(tests, pipeline);
        }
    }

    private void ReadTests(string text, PipelineDefinition pipeline)
    {
        if (Sql is null)
        {
            _issues.Add(new DescriptorIssue(TestsFile, 1, "", "tests.class", $"A class computes the rows of {Product.Name}, and these tests run a SELECT.", "Test the class in C#, in the Tests folder of its domain.", IssueSeverity.Error));
            return;
        }

        (Cases, var issues) = CasesReader.Read(text, TestsFile, Product, pipeline, Known.ColumnsOf);
        _issues.AddRange(issues);
    }

    private static async Task<string?> TextAsync(string file, CancellationToken cancellationToken) => System.IO.File.Exists(file) ? await System.IO.File.ReadAllTextAsync(file, cancellationToken) : null;
}
