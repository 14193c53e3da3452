using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Cli.Checking;

/// <summary>Validates the pipeline alongside a descriptor, <c>pipeline.yaml</c> and <c>pipeline.sql</c>, as a service does at its start.</summary>
/// <param name="known">All known descriptors. Products of unknown domains may be of another repository.</param>
internal sealed class PipelineFiles(IReadOnlyCollection<DataProductDescriptor> known)
{
    private readonly IReadOnlyCollection<DataProductId> _names = [.. known.Select(product => product.Name).Distinct()];

    /// <summary>Prints a line for each issue of the files alongside a descriptor.</summary>
    /// <param name="descriptor">The descriptor's file.</param>
    /// <param name="product">Its product.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The number of errors.</returns>
    public async Task<int> ReportAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var issues = await IssuesAsync(descriptor, product, cancellationToken);
        foreach (var issue in issues)
        {
            await Console.Out.WriteLineAsync(issue.ToString());
        }

        return issues.Count(issue => issue.Severity == IssueSeverity.Error);
    }

    // Those of pipeline.yaml first; none where there is no pipeline.
    private async Task<IReadOnlyList<DescriptorIssue>> IssuesAsync(string descriptor, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(descriptor) ?? "";
        var (file, sqlFile) = (Path.Combine(folder, PipelineDefinition.FileName), Path.Combine(folder, PipelineDefinition.SqlFileName));
        var hasSql = File.Exists(sqlFile);
        if (!File.Exists(file))
        {
            return hasSql
                ? [new DescriptorIssue(sqlFile, 1, "", "pipeline.missing", $"There is no {PipelineDefinition.FileName} alongside it, so it never runs.", $"Write {PipelineDefinition.FileName} with its inputs and when it runs.", IssueSeverity.Error)]
                : [];
        }

        var text = await CheckedFile.ReadAsync(file, cancellationToken);
        var read = PipelineReader.Read(text, file, product, ColumnsOf);
        List<DescriptorIssue> issues = [.. read.Issues, .. read.Pipeline is { } found ? Unreadable(found, file, YamlLines.Of(text)) : []];
        if (hasSql && read.Pipeline is { } pipeline)
        {
            var window = pipeline.Window is { } terms ? product.Schema.First(column => column.Name == terms.Column).Type : null;
            issues.AddRange(PipelineSql.Check(
                await CheckedFile.ReadAsync(sqlFile, cancellationToken), sqlFile, new PipelineSqlTerms(product, [.. pipeline.Inputs.Select(input => input.Product)], ColumnsOf, window, pipeline.Zone), TimeProvider.System, cancellationToken));
        }

        return issues;
    }

    // The plain name of a product with several major versions means the default one, which the catalog determines.
    private DataProductDescriptor? Find(ProductReference reference) =>
        known.Where(product => product.Name == reference.Product && (reference.Major is null || product.Version.Major == reference.Major)).ToList() is [var only] ? only : null;

    private IReadOnlyList<ColumnDefinition>? ColumnsOf(ProductReference reference) => Find(reference)?.Schema;

    private IEnumerable<DescriptorIssue> Unreadable(PipelineDefinition pipeline, string file, YamlLines lines)
    {
        foreach (var reference in pipeline.Inputs.Select(input => input.Product))
        {
            var key = $"inputs.{reference}";
            if (UnknownInputs.Fix(reference.Product, _names) is { } fix)
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.unknown", $"There is no product {reference.Product}.", fix, IssueSeverity.Error);
            }
            else if (reference.Major is { } major && known.Where(product => product.Name == reference.Product).Select(product => product.Version.Major).Order().ToList() is [_, ..] versions && !versions.Contains(major))
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.unknown", $"{reference.Product} has no major version {major}.", $"Name {string.Join(" or ", versions.Select(other => $"{reference.Product}@{other}"))}.", IssueSeverity.Error);
            }
            else if (Find(reference) is { } input && !input.Ports.Any(port => PortAttribute.Of(port).ServesTable))
            {
                yield return new DescriptorIssue(file, lines.Find(key), key, "input.port", $"{reference} has no table to read.", "Follow its stream in a handler instead, or ask its owner for the port table.", IssueSeverity.Error);
            }
        }
    }
}
