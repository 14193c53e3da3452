using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside.</summary>
public sealed class ParameterResource : Resource, IValueProvider
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret)
        : base(name)
    {
        _value = new Lazy<string>(value);
        Secret = secret;
    }

    /// <summary>Whether it must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>Its value.</summary>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="DistributedApplicationException">No one gave it a value.</exception>
    [SuppressMessage("Design", "MA0061", Justification = ReferenceExpression.NoDefault)]
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
