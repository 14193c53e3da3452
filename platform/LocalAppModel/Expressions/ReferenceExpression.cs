using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Interpolated text that is evaluated when the application runs.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    internal const string NoDefault = "Aspire has no default here: what leaves the token out must not compile.";

    // Literal text, and providers of text.
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <summary>Creates an expression from an interpolated string; its placeholders may be parameters, endpoints, their properties, and expressions.</summary>
    /// <param name="handler">The string.</param>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <summary>Gets the evaluated text.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    [SuppressMessage("Design", "MA0061", Justification = NoDefault)]
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part is IValueProvider hole ? await hole.GetValueAsync(cancellationToken) : part);
        }

        return text.ToString();
    }

    /// <summary>Collects the parts of an interpolated string.</summary>
    /// <param name="literalLength">Characters outside placeholders.</param>
    /// <param name="formattedCount">Number of placeholders.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength == 0 ? formattedCount : (formattedCount * 2) + 1);

        /// <summary>Appends literal text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>Appends a text placeholder.</summary>
        /// <param name="value">The text.</param>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>Appends a placeholder that is evaluated later.</summary>
        /// <param name="valueProvider">Its provider.</param>
        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider => Parts.Add(valueProvider);

        /// <summary>Appends a placeholder that is evaluated later.</summary>
        /// <param name="valueProvider">The builder of what fills it.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider => Parts.Add(valueProvider.Resource);
    }
}
