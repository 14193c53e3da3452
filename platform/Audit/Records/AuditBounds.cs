using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>
/// The bounds of an audit record. A text that people or engines chose (a namespace, a column, a token's subject) may have any length; a record of it
/// is clipped and names what was clipped, because a record that is refused for its length would erase the decision.
/// </summary>
public static class AuditBounds
{
    /// <summary>The most characters of a name: subject, domain, action, policy version, correlation id, or an entry of a list.</summary>
    public const int NameLimit = 256;

    /// <summary>The most characters of a reason.</summary>
    public const int ReasonLimit = 2000;

    /// <summary>The most entries of a list.</summary>
    public const int ListLimit = 1000;

    private const string Unknown = "unknown";

    /// <summary>Returns the record within its bounds: the same one when it is, else one whose <see cref="AuditRecord.Clipped"/> names the shortened fields.</summary>
    /// <remarks>The time is cut to microseconds, which is what the audit trail stores. A bounded record stays as it is.</remarks>
    public static AuditRecord Apply(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var clipped = new SortedSet<string>(record.Clipped.Take(ListLimit), StringComparer.Ordinal);
        var bounded = record with
        {
            OccurredAt = new DateTimeOffset(record.OccurredAt.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero),
            Subject = Required(record.Subject, "subject"),
            SubjectDomain = Optional(record.SubjectDomain, "subject_domain"),
            Roles = List(record.Roles, "roles"),
            Purposes = List(record.Purposes, "purposes"),
            Action = Required(record.Action, "action"),
            Reason = Text(record.Reason, "reason", ReasonLimit),
            RuleIds = List(record.RuleIds, "rule_ids"),
            MaskedColumns = List(record.MaskedColumns, "masked_columns"),
            Columns = record.Columns is { } columns ? List(columns, "columns") : null,
            Outcome = Optional(record.Outcome, "outcome"),
            PolicyVersion = Optional(record.PolicyVersion, "policy_version"),
            CorrelationId = Optional(record.CorrelationId, "correlation_id"),
        };
        return bounded with { Clipped = [.. clipped] };

        string Required(string text, string field)
        {
            if (text.Length > 0)
            {
                return Text(text, field, NameLimit);
            }

            clipped.Add(field);
            return Unknown;
        }

        string? Optional(string? text, string field) => text is null ? null : Text(text, field, NameLimit);

        IReadOnlyList<string> List(IReadOnlyList<string> list, string field)
        {
            if (list.Count > ListLimit)
            {
                clipped.Add(field);
            }

            return [.. list.Take(ListLimit).Select(entry => Text(entry, field, NameLimit))];
        }

        string Text(string text, string field, int limit)
        {
            var storable = Storable(text, limit);
            if (!string.Equals(storable, text, StringComparison.Ordinal))
            {
                clipped.Add(field);
            }

            return storable;
        }
    }

    /// <summary>Returns the record within its bounds as JSON in one line, which is how journals have it.</summary>
    public static byte[] ToUtf8(AuditRecord record) => JsonSerializer.SerializeToUtf8Bytes(Apply(record), MeshJson.Options);

    // PostgreSQL's text has no U+0000, and JSON no half of a surrogate pair; a cut never leaves one.
    private static string Storable(string text, int limit)
    {
        if (text.Length <= limit && text.AsSpan().IndexOfAny('\0', '\uFFFD') < 0 && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var builder = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length + rune.Utf16SequenceLength > limit)
            {
                break;
            }

            builder.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return builder.ToString();
    }
}
