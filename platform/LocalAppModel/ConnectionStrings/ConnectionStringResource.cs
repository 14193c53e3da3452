using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A connection string of its own, made of other values.</summary>
public sealed class ConnectionStringResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
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
        ConnectionStringEnvironmentVariable = environmentVariable;
    }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression { get; }

    /// <inheritdoc />
    public string? ConnectionStringEnvironmentVariable { get; }
}
