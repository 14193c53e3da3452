using Microsoft.Extensions.Logging;

namespace MeshStarter.TestKit;

/// <summary>A line of a <see cref="CapturedLog"/>.</summary>
public sealed record CapturedLine(LogLevel Level, string Category, string Text, Exception? Exception)
{
    /// <inheritdoc />
    public override string ToString() => $"{Level} {Category}: {Text} {Exception}";
}
