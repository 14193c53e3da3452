using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Binds the SELECT of a pipeline to the contracts of its inputs in the catalog: the service itself has those of its own domain alone.</summary>
internal static class SelectBinding
{
    // An optional column that the SELECT lacks is null in the rows, and a required one is refused with them.
    private const string Missing = "sql.missing";

    /// <summary>Requires that the SELECT fits the inputs. Contracts that it was bound to before are not read again.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="time">The clock that limits the binding.</param>
    /// <param name="cancellationToken">Ends the binding.</param>
    /// <exception cref="PipelineRefusedException">It does not.</exception>
    public static void Require(OwnPipeline pipeline, IReadOnlyDictionary<ProductReference, Subscription> inputs, TimeProvider time, CancellationToken cancellationToken)
    {
        var contracts = string.Join(' ', inputs.Select(input => $"{input.Key}={input.Value.Version}").Order(StringComparer.Ordinal));
        if (pipeline.Sql is not { } sql || pipeline.BoundTo == contracts)
        {
            return;
        }

        var terms = new PipelineSqlTerms(pipeline.Product.Descriptor, [.. inputs.Keys], input => inputs[input].Schema, pipeline.WindowColumn, pipeline.Definition.Zone);
        if (PipelineSql.Check(sql, pipeline.Source, terms, time, cancellationToken).Where(issue => issue.Severity == IssueSeverity.Error && issue.Rule != Missing).ToList() is { Count: > 0 } issues)
        {
            throw new PipelineRefusedException(string.Join(' ', issues));
        }

        pipeline.BoundTo = contracts;
    }
}
