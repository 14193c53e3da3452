using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Descriptors;

/// <summary>Checks descriptors alone and with one another: form, rules of the mesh, checks, examples, references and pipelines.</summary>
internal sealed class DescriptorFindings : IDisposable
{
    private readonly PolicyBundle? _bundle;
    private readonly IReadOnlyDictionary<string, DataProductDescriptor> _descriptors;
    private readonly Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> _schemas;
    private readonly CheckedProducts _products;
    private readonly DialectDifferences _dialect = new();
    private readonly DeclaredBefore _before;
    private readonly ExampleQueries _queries;
    private readonly PipelineFiles _pipelines;

    /// <param name="descriptors">All descriptors.</param>
    /// <param name="foreign">The products of a running mesh.</param>
    /// <param name="bundle">The rules; null where there are none.</param>
    public DescriptorFindings(RepositoryDescriptors descriptors, ForeignProducts foreign, PolicyBundle? bundle)
    {
        (_descriptors, _bundle) = (descriptors.Valid, bundle);
        // The plain name of a product with several major versions means the default one, which the catalog determines.
        _schemas = _descriptors.Values.Concat(foreign.Registered).GroupBy(product => product.Name)
            .Where(versions => versions.Count() == 1).ToDictionary(versions => versions.Key, versions => versions.Single().Schema);
        _products = new CheckedProducts(_descriptors.Values, descriptors.Names, foreign);
        _queries = new ExampleQueries(_products);
        _before = new DeclaredBefore([.. _descriptors.Values], bundle);
        _pipelines = new PipelineFiles(_products, _descriptors);
    }

    /// <summary>Returns the findings of a file by line, then those of the pipeline alongside it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="yaml">Its content.</param>
    /// <param name="text">Its content, which places findings.</param>
    /// <param name="compare">Compares a descriptor with those before.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="CliException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<Finding>> FindAsync(string file, string yaml, CheckedText text, Func<DataProductDescriptor, Task<IEnumerable<Finding>>> compare, CancellationToken cancellationToken)
    {
        var read = DescriptorReader.Read(yaml, file, _schemas.GetValueOrDefault);
        var form = read.Issues.Select(text.Of);
        return read.Descriptor is not { } product
            ? [.. form.OrderBy(finding => finding.Line)]
            :
            [
                .. form
                    .Concat(Violations(product, text))
                    .Concat(BrokenChecks(product, text, cancellationToken))
                    .Concat(_queries.Problems(product, file, text, cancellationToken))
                    .Concat(DomainFiles.Problems(file, text, _descriptors))
                    .Concat(UnknownReferences.Problems(product, text, _products.Names))
                    .Concat(await compare(product))
                    .Concat(await _before.WarningsAsync(product, file, text, cancellationToken))
                    .Concat(UnknownInputs.Warnings(product, text, _products.Names))
                    .Concat(_dialect.Warnings(product, text))
                    .OrderBy(finding => finding.Line),
                .. await SourceFiles.FindAsync(file, product, cancellationToken),
                .. await _pipelines.FindAsync(file, product, cancellationToken),
            ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queries.Dispose();
        _dialect.Dispose();
    }

    private IEnumerable<Finding> Violations(DataProductDescriptor product, CheckedText text) => _bundle is null
        ? []
        : DescriptorLint.Check(_bundle, product, input => _products.Names.Contains(input) || _products.Names.All(known => known.Domain != input.Domain)).Concat(MisspeltTags.Find(_bundle, product)).Select(violation =>
            text.At(violation.Severity == IssueSeverity.Error ? FindingSeverity.Error : FindingSeverity.Warning, violation.Field, violation.RuleId, violation.Message, violation.Fix));

    // A service validates its own checks like this at its start.
    private IEnumerable<Finding> BrokenChecks(DataProductDescriptor product, CheckedText text, CancellationToken cancellationToken) => product.Quality.Checks.Count == 0
        ? []
        : CheckTrial.Broken(product, _schemas.GetValueOrDefault, TimeProvider.System, cancellationToken).Select(result => text.AtWord(
            FindingSeverity.Error, $"quality.checks[{product.Quality.Checks.ToList().IndexOf(result.Check)}].{result.Check.Kind}", EngineMessage.NameIn(result.Reason ?? ""), "check.broken", result.Reason ?? "",
            Fix(result, product)));

    private string Fix(CheckResult broken, DataProductDescriptor product)
    {
        var other = broken.Check is ReferentialCheck referential ? _schemas.GetValueOrDefault(referential.ToProduct) : null;
        var names = (other ?? product.Schema).Select(column => column.Name).ToList();
        return EngineMessage.Fix(broken.Reason ?? "", names, other is null ? "Correct it: the product is not registered as long as it cannot be run." : $"Name one of {string.Join(", ", names)}.");
    }
}
