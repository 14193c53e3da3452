using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.PipelineCases;
using MeshStarter.Platform.PipelineCases.Reading;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Cli.Checking;

/// <summary>Validates the pipeline alongside a descriptor, as a service does at its start, also with the others of the repository, and the file of its tests.</summary>
/// <param name="products">All known products. Those of unknown domains may be of another repository.</param>
/// <param name="descriptors">The descriptors of the repository, by full path.</param>
internal sealed class PipelineFiles(CheckedProducts products, IReadOnlyDictionary<string, DataProductDescriptor> descriptors)
{
    private InputCycles? _cycles;

    /// <summary>Determines whether there is a file of a pipeline alongside a descriptor.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    public static bool IsAlongside(string descriptor) =>
        ((string[])[PipelineDefinition.FileName, PipelineDefinition.SqlFileName, PipelineCase.FileName]).Any(name => File.Exists(Path.Combine(Path.GetDirectoryName(descriptor) ?? "", name)));

    /// <summary>Reads the pipeline alongside a descriptor.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    /// <param name="product">Its product.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CliException">A file cannot be read.</exception>
    public async Task<ProductPipeline> ReadAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        try
        {
            return await ProductPipeline.ReadAsync(descriptor, product, products.Of(descriptor), TimeProvider.System, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"path: a file of the pipeline alongside {descriptor} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Returns a finding for each issue of the files alongside a descriptor.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    /// <param name="product">Its product.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<IReadOnlyList<Finding>> FindAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        var texts = new Dictionary<string, CheckedText>(StringComparer.Ordinal);
        foreach (var issue in await IssuesAsync(descriptor, product, cancellationToken))
        {
            if (!texts.TryGetValue(issue.File, out var text))
            {
                texts[issue.File] = text = new CheckedText(issue.File, File.Exists(issue.File) ? await CheckedFile.ReadAsync(issue.File, cancellationToken) : "");
            }

            findings.Add(text.Of(issue));
        }

        return findings;
    }

    // Those of the inputs first; none where there is no pipeline.
    private async Task<IReadOnlyList<DescriptorIssue>> IssuesAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var pipeline = await ReadAsync(descriptor, product, cancellationToken);
        if (File.Exists(pipeline.File) && SourceFiles.HasSource(descriptor))
        {
            return [PipelineReader.OfSource(pipeline.File, product.Name)];
        }

        if (pipeline.Definition is not { } found)
        {
            return pipeline.Issues;
        }

        var lines = YamlLines.Of(await CheckedFile.ReadAsync(pipeline.File, cancellationToken));
        _cycles ??= new InputCycles(await DefinitionsAsync(cancellationToken), [.. descriptors.Values.Select(known => new ProductMajorVersion(known.Name, known.Version.Major)).Distinct()]);
        var columns = found.Inputs.SelectMany(input => products.Of(descriptor).ColumnsOf(input.Product) ?? []).Select(column => column.Name);
        return
        [
            .. Unreadable(found, descriptor, pipeline.File, lines),
            .. _cycles.Issues(new ProductMajorVersion(product.Name, product.Version.Major), pipeline.File, lines),
            .. pipeline.Issues.Select(issue => issue.Rule != "sql.bind" ? issue : found.Inputs.Any(input => products.IsCopy(descriptor, input.Product)) ? OfCopy(issue) : Suggesting(issue, columns)),
        ];
    }

    private async Task<IReadOnlyDictionary<ProductMajorVersion, PipelineDefinition>> DefinitionsAsync(CancellationToken cancellationToken)
    {
        Dictionary<ProductMajorVersion, PipelineDefinition> pipelines = [];
        foreach (var (descriptor, product) in descriptors)
        {
            var file = Path.Combine(Path.GetDirectoryName(descriptor) ?? "", PipelineDefinition.FileName);
            if (File.Exists(file) && PipelineReader.Read(await CheckedFile.ReadAsync(file, cancellationToken), file, product, _ => null).Pipeline is { } pipeline)
            {
                pipelines.TryAdd(new ProductMajorVersion(product.Name, product.Version.Major), pipeline);
            }
        }

        return pipelines;
    }

    // The input may have the column that its copy lacks.
    private static DescriptorIssue OfCopy(DescriptorIssue issue) => issue with { Severity = IssueSeverity.Warning, Fix = CheckedProducts.FixOfCopy };

    private static DescriptorIssue Suggesting(DescriptorIssue issue, IEnumerable<string> columns) => issue with { Fix = EngineMessage.Fix(issue.Message, columns, issue.Fix) };

    private IEnumerable<DescriptorIssue> Unreadable(PipelineDefinition pipeline, string descriptor, string file, YamlLines lines)
    {
        foreach (var reference in pipeline.Inputs.Select(input => input.Product))
        {
            var key = $"inputs.{reference}";
            if (UnknownInputs.Fix(reference.Product, products.Names) is { } fix)
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.unknown", $"There is no product {reference.Product}.", fix, IssueSeverity.Error);
            }
            else if (reference.Major is { } major && products.Whole.Where(product => product.Name == reference.Product).Select(product => product.Version.Major).Order().ToList() is [_, ..] versions && !versions.Contains(major))
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.unknown", $"{reference.Product} has no major version {major}.", $"Name {string.Join(" or ", versions.Select(other => $"{reference.Product}@{other}"))}.", IssueSeverity.Error);
            }
            else if (products.Of(descriptor).Find(reference) is { } input && !input.Ports.Contains(PortType.Table))
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.port", $"{reference} has no table to read.", "Follow its stream in a handler instead, or ask its owner for the port table.", IssueSeverity.Error);
            }
        }
    }
}
