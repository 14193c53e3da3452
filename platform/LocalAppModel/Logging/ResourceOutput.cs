using System.Globalization;

namespace Aspire.Hosting.Logging;

/// <summary>State of a log entry for a resource's line: loggers get <c>number: time text</c>, the console shows <c>name | text</c>.</summary>
internal readonly record struct ResourceOutput(string Resource, int Number, DateTimeOffset Time, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}: {Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ} {Text}");
}
