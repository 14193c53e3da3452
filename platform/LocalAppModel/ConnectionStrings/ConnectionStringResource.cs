namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource with a connection string.</summary>
public interface IResourceWithConnectionString : IResource
{
    /// <summary>The connection string.</summary>
    ReferenceExpression ConnectionStringExpression { get; }
}

/// <summary>A connection string composed of parts of other resources.</summary>
/// <param name="name">Its name.</param>
/// <param name="connectionStringExpression">Its parts.</param>
public sealed class ConnectionStringResource(string name, ReferenceExpression connectionStringExpression) : Resource(name), IResourceWithConnectionString
{
    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression { get; } = connectionStringExpression;
}
