using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with holes that are filled when the application runs, such as <c>Host={endpoint};Password={parameter}</c>.</summary>
public sealed class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    /// <summary>The expression without any text; its value is null.</summary>
    public static readonly ReferenceExpression Empty = new([]);

    internal const string NoDefault = "Aspire has no default here: what leaves the token out must not compile.";

    private readonly Part[] _parts;

    internal ReferenceExpression(IEnumerable<Part> parts) => _parts = [.. parts];

    /// <summary>What fills the holes, in their order.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders => [.. _parts.Select(p => p.Provider).OfType<IValueProvider>()];

    /// <inheritdoc />
    public string ValueExpression => string.Concat(_parts.Select(p => p.Provider?.ValueExpression ?? p.Literal));

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    /// <summary>Takes the expression from an interpolated string: <c>ReferenceExpression.Create($"…")</c>.</summary>
    /// <param name="handler">The interpolated string.</param>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc />
    [SuppressMessage("Design", "MA0061", Justification = NoDefault)]
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <inheritdoc />
    [SuppressMessage("Design", "MA0061", Justification = NoDefault)]
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        if (_parts.Length == 0)
            return null;

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            var value = part.Provider is null ? part.Literal : await part.Provider.GetValueAsync(context, cancellationToken);
            text.Append(part.Format is null || value is null ? value : Formatted(value, part.Format));
        }

        return text.ToString();
    }

    internal static string Formatted(string value, string format) => format.ToLowerInvariant() switch
    {
        "uri" => Uri.EscapeDataString(value),
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The format '{format}' is not known. Supported: uri.")),
    };

    /// <summary>A piece of literal text, or a hole.</summary>
    internal sealed record Part(string Literal, IExpressionValue? Provider = null, string? Format = null);

    /// <summary>Lets two interfaces pass as the one that a part keeps.</summary>
    internal sealed class Both<T>(T provider) : IExpressionValue, IValueWithReferences
        where T : IValueProvider, IManifestExpressionProvider
    {
        public string ValueExpression => provider.ValueExpression;

        public IEnumerable<object> References => [provider];

        ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => provider.GetValueAsync(cancellationToken);

        ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken) => provider.GetValueAsync(context, cancellationToken);
    }

    /// <summary>Collects the parts of an interpolated string; the compiler calls it.</summary>
    /// <param name="literalLength">Characters of literal text.</param>
    /// <param name="formattedCount">Number of holes.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<Part> Parts { get; } = new(literalLength == 0 ? formattedCount : (formattedCount * 2) + 1);

        /// <summary>Adds literal text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => Parts.Add(new Part(value));

        /// <summary>Adds a text that is known already.</summary>
        /// <param name="value">The text.</param>
        /// <param name="format"><c>uri</c> to escape it for a URI.</param>
        public void AppendFormatted(string? value, string? format = null)
        {
            if (value is not null)
                Parts.Add(new Part(format is null ? value : Formatted(value, format)));
        }

        /// <summary>Adds a hole.</summary>
        /// <param name="valueProvider">What fills it.</param>
        /// <param name="format"><c>uri</c> to escape the value for a URI.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider =>
            Parts.Add(new Part("", valueProvider as IExpressionValue ?? new Both<T>(valueProvider), format));

        /// <summary>Adds a hole.</summary>
        /// <param name="valueProvider">The resource that fills it.</param>
        /// <param name="format"><c>uri</c> to escape the value for a URI.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider.Resource, format);
    }
}
