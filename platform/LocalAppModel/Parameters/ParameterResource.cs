using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value given from outside, by code or by configuration.</summary>
public sealed class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret)
        : base(name)
    {
        _value = new Lazy<string>(value);
        Secret = secret;
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>The value; asked for once, when it is first needed.</summary>
    /// <param name="cancellationToken">Not used: the value is at hand.</param>
    /// <exception cref="MissingParameterValueException">Nobody gave one.</exception>
    [SuppressMessage("Design", "MA0061", Justification = ReferenceExpression.NoDefault)]
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
