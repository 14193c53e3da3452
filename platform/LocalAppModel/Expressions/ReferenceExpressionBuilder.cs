namespace Aspire.Hosting.ApplicationModel;

/// <summary>Builds an expression piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly List<ReferenceExpression.Part> _parts = [];

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Adds an interpolated string.</summary>
    /// <param name="handler">The string.</param>
    public void Append(in ReferenceExpression.ExpressionInterpolatedStringHandler handler) => _parts.AddRange(handler.Parts);

    /// <summary>Adds literal text.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value) => _parts.Add(new ReferenceExpression.Part(value));

    /// <summary>Adds a text that is known already.</summary>
    /// <param name="value">The text.</param>
    public void AppendFormatted(string? value) => _parts.Add(new ReferenceExpression.Part(value ?? ""));

    /// <summary>Adds a hole.</summary>
    /// <param name="valueProvider">What fills it.</param>
    public void AppendFormatted<T>(T valueProvider)
        where T : IValueProvider, IManifestExpressionProvider => Append($"{valueProvider}");

    /// <summary>The expression of everything added so far.</summary>
    public ReferenceExpression Build() => new(_parts);
}
