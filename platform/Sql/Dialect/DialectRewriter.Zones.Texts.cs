using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Instants of texts that show when the query runs: from_iso8601_timestamp(text), CAST(text AS timestamp with time zone). Where nothing reads their
/// clock each may have its own zone; else a text of another zone than UTC ends the query.
/// </summary>
internal sealed partial class DialectRewriter
{
    private readonly List<JsonObject> _zonedTexts = [];
    private bool _needsUtcTexts;
    private bool _hasTriedTexts;

    /// <summary>Notes a text that becomes an instant.</summary>
    private JsonObject ZonedText(JsonObject text)
    {
        if (_tries > 0)
        {
            _hasTriedTexts = true;
            return text;
        }

        var noted = DialectNodes.Function(Macro("utc_text"), text, DialectNodes.Constant(_session.IsUtc ? 1 : 0));
        _zonedTexts.Add(noted);
        return noted;
    }

    private string OfTexts()
    {
        _needsUtcTexts = true;
        return ExpressionType.Utc;
    }

    /// <summary>Leaves the texts as they are where their zones do not count.</summary>
    private void RequireUtcTexts()
    {
        if (_needsUtcTexts && _hasTriedTexts)
        {
            throw Zoneless($"The zone of a time that is read from text shows when the query runs, and here TRY is around it. {Advice}");
        }

        foreach (var noted in _needsUtcTexts ? [] : _zonedTexts)
        {
            DialectNodes.Replace(noted, DialectNodes.Take(noted)[0].AsObject());
        }
    }
}
