using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with holes that are filled when the application runs.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    internal const string NoDefault = "Aspire has no default here: what leaves the token out must not compile.";

    // Text, and values that become text.
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <summary>Makes an expression from an interpolated string; its holes may be parameters, endpoints, their properties, and expressions.</summary>
    /// <param name="handler">The string.</param>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <summary>The text, holes filled.</summary>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    [SuppressMessage("Design", "MA0061", Justification = NoDefault)]
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
            text.Append(part is IValueProvider hole ? await hole.GetValueAsync(cancellationToken) : part);
        return text.ToString();
    }

    /// <summary>Collects what the compiler finds in an interpolated string.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="formattedCount">Number of holes.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength == 0 ? formattedCount : (formattedCount * 2) + 1);

        /// <summary>Text outside the holes.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>A hole that holds text.</summary>
        /// <param name="value">The text.</param>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A hole that is filled later.</summary>
        /// <param name="valueProvider">What fills it.</param>
        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider => Parts.Add(valueProvider);

        /// <summary>A hole that is filled later.</summary>
        /// <param name="valueProvider">The builder of what fills it.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider => Parts.Add(valueProvider.Resource);
    }
}
