using System.Globalization;

namespace Aspire.Hosting.Logging;

/// <summary>A resource's line as state of a log entry: loggers see <c>number: time text</c>, our console shows <c>name | text</c>.</summary>
internal readonly record struct ResourceOutput(string Resource, int Number, DateTimeOffset Time, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}: {Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ} {Text}");
}
