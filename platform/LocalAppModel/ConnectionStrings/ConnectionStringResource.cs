using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A connection string of its own, made of other values.</summary>
public sealed class ConnectionStringResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
    private readonly string? _environmentVariable;

    /// <summary>Creates it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connectionStringExpression">What it is made of.</param>
    public ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
        : this(name, connectionStringExpression, environmentVariable: null)
    {
    }

    internal ConnectionStringResource(string name, ReferenceExpression connectionStringExpression, string? environmentVariable)
        : base(name)
    {
        ConnectionStringExpression = connectionStringExpression;
        _environmentVariable = environmentVariable;
    }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression { get; }

    string? IResourceWithConnectionString.ConnectionStringEnvironmentVariable => _environmentVariable;
}
