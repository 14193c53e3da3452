using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from configuration.</summary>
public sealed class ParameterResource : Resource, IValueProvider
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret)
        : base(name)
    {
        _value = new Lazy<string>(value);
        Secret = secret;
    }

    /// <summary>Whether the value is secret.</summary>
    public bool Secret { get; }

    /// <summary>Gets the value.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="DistributedApplicationException">The parameter has no value.</exception>
    [SuppressMessage("Design", "MA0061", Justification = ReferenceExpression.NoDefault)]
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
