namespace Aspire.Hosting.ApplicationModel;

/// <summary>The connection string of a resource, as the value of a variable.</summary>
/// <param name="resource">The resource.</param>
/// <param name="optional">Whether it may be missing.</param>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IExpressionValue, IValueWithReferences
{
    /// <summary>The resource.</summary>
    public IResourceWithConnectionString Resource { get; } = resource;

    /// <summary>Whether it may be missing.</summary>
    public bool Optional { get; } = optional;

    string IManifestExpressionProvider.ValueExpression => Resource.ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        try
        {
            var value = await Resource.GetConnectionStringAsync(cancellationToken);
            return !string.IsNullOrEmpty(value) || Optional
                ? value
                : throw new DistributedApplicationException($"The connection string '{Resource.Name}' is empty.");
        }
        catch (MissingParameterValueException) when (Optional)
        {
            return null;
        }
    }
}
