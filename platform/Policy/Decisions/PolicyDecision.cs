using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Filters;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Policy.Decisions;

/// <summary>The decision of policy on one request. Decisions are immutable and shared between equal requests.</summary>
public sealed partial record PolicyDecision
{
    /// <summary>The sentence of a reason that says whom to ask; who knows the owner writes its address instead.</summary>
    public const string AskOwner = "Ask its owner for access.";

    /// <summary>The sentence of a reason that says who does what no grant permits; who knows the owner adds its address.</summary>
    public const string OwnersDo = "No grant permits that: its domain does it.";

    // Bytes.
    private const int UsualRow = 1024;

    private readonly IReadOnlyList<AppliedRowFilter> _filters;
    private readonly string[] _claims;

    internal PolicyDecision(
        bool permit,
        string reason,
        IReadOnlyList<string> ruleIds,
        IReadOnlyDictionary<string, ColumnMask> masks,
        IReadOnlyList<AppliedRowFilter> filters,
        IReadOnlyDictionary<string, string>? maskRules = null,
        IReadOnlyList<string>? filterRules = null)
    {
        Permit = permit;
        Reason = reason;
        RuleIds = ruleIds;
        Masks = masks;
        _filters = filters;
        _claims = [.. filters.Select(filter => filter.Claim).OfType<string>().Distinct(StringComparer.Ordinal)];
        RowFilters = [.. filters.Select(filter => filter.ToSql())];
        MaskRules = maskRules ?? FrozenDictionary<string, string>.Empty;
        FilterRules = filterRules ?? [];
    }

    /// <summary>Whether it may happen, provided that masks and filters are applied.</summary>
    public bool Permit { get; }

    /// <summary>The reason, as sentences that may be shown to the principal.</summary>
    public string Reason { get; private init; }

    /// <summary>The reason for a service, where its next step is another than a person's; null where it is the same.</summary>
    internal string? ServiceReason { get; init; }

    /// <summary>The rules that decided, in the bundle's order; empty when no rule said anything.</summary>
    public IReadOnlyList<string> RuleIds { get; }

    /// <summary>Gets the reason and, where there are some, the names of the rules.</summary>
    public string ReasonWithRules => RuleIds.Count == 0 ? Reason : $"{Reason} Rules: {string.Join(", ", RuleIds)}.";

    /// <summary>The columns to mask; column names without regard to case.</summary>
    public IReadOnlyDictionary<string, ColumnMask> Masks { get; private init; }

    /// <summary>SQL predicates over the product's columns; only rows that meet all of them are seen.</summary>
    public IReadOnlyList<string> RowFilters { get; }

    /// <summary>The rule of each mask, by the column's name, without regard to case.</summary>
    public IReadOnlyDictionary<string, string> MaskRules { get; }

    /// <summary>The rules of the row filters, in the bundle's order.</summary>
    public IReadOnlyList<string> FilterRules { get; }

    /// <summary>Warnings of rules in their grace: what they will refuse, mask or filter once they are enforced, as sentences that may be shown to the principal.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The version of the bundle that it was made by; null for a refusal without one.</summary>
    public string? BundleVersion { get; internal init; }

    /// <summary>The grants that the permit, or a column in clear, rests on: when one of them ends, the decision does. Empty where the rules alone decided.</summary>
    public IReadOnlyList<Guid> Grants { get; internal init; } = [];

    /// <summary>
    /// Whether the principal may know how many rows there are: no rule filters them or denies to read them. A permit to read is not needed, so that the number
    /// helps to decide whether to ask for one.
    /// </summary>
    public bool ShowsCounts { get; internal init; }

    /// <summary>The decision for a reader of SQL whose own domain has the product: its hashes are none that the reader sees of other domains' products (<see cref="HashMask.IsOfOwnDomain"/>).</summary>
    public PolicyDecision ForOwnDomain() => !Masks.Values.Any(mask => mask is HashMask) ? this : this with
    {
        Masks = Masks.ToFrozenDictionary(mask => mask.Key, mask => mask.Value is HashMask hash ? hash with { IsOfOwnDomain = true } : mask.Value, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Whether the permit demands anything.</summary>
    public bool HasObligations => Masks.Count > 0 || RowFilters.Count > 0;

    /// <summary>Names what the permit demands: two decisions with the same name show the same of the same rows. Null where nothing is demanded.</summary>
    public string? ObligationsName => !HasObligations ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        .. Masks.Select(mask => $"{SqlIdentifier.Quote(mask.Key.ToLowerInvariant())} {mask.Value.Terms}").Order(StringComparer.Ordinal),
        .. RowFilters.Order(StringComparer.Ordinal),
    ]))));

    /// <summary>A refusal, also for an endpoint that cannot ask: it has no bundle, or one that is too old.</summary>
    /// <param name="reason">Why, as sentences that may be shown to the principal.</param>
    public static PolicyDecision Denied(string reason) => Denied(reason, []);

    /// <summary>
    /// Applies the decision to one row in JSON: returns a new object with the product's columns, masked; null when the row is filtered
    /// out or nothing is permitted. Fields that are no columns of the product are left out; a column added to the contract since the
    /// row was written is null, as in the product's table.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="resource">The product.</param>
    /// <param name="key">The key of hashes; without one a hashed value is null.</param>
    public JsonElement? Visible(JsonElement row, PolicyResource resource, PseudonymKey? key = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (!Permit || !_filters.All(filter => filter.Keeps(row)))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(UsualRow);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = MeshJson.Options.Encoder });
        json.WriteStartObject();
        foreach (var column in resource.Columns)
        {
            json.WritePropertyName(column.Name);
            if (!row.TryGetProperty(column.Name, out var value))
            {
                json.WriteNullValue();
            }
            else if (Masks.TryGetValue(column.Name, out var mask))
            {
                mask.Write(json, value, column.Type, key);
            }
            else
            {
                GrownValue.Write(json, value, column.Type);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>
    /// A SELECT of what a reader sees of rows: the product's columns in their order, masked, without the rows that are filtered
    /// out. Masks and filters are below whatever is requested of it.
    /// </summary>
    /// <remarks>
    /// The LIMIT changes nothing but the plan: the engine (1.5.6) does not move a query's own conditions below it. Without it they
    /// may run first, over hidden rows, and reveal them by an error (tried: CASE over a join did).
    /// </remarks>
    /// <param name="rows">SQL that yields the product's columns in their types.</param>
    /// <param name="schema">The product's columns.</param>
    /// <exception cref="InvalidOperationException">Reading is denied: there is nothing to see.</exception>
    public string VisibleRows(string rows, IReadOnlyList<ColumnDefinition> schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(rows);
        ArgumentNullException.ThrowIfNull(schema);
        if (!Permit)
        {
            throw new InvalidOperationException($"A denied reader sees no rows: {Reason}");
        }

        var columns = schema.Select(column => SqlIdentifier.Quote(column.Name) is var name && Masks.TryGetValue(column.Name, out var mask)
            ? $"{mask.ToSql(name, column.Type)} AS {name}"
            : name);
        // A filter is on lines of its own: a comment at its end hides nothing of what follows.
        var kept = RowFilters.Count == 0
            ? rows
            : $"SELECT * FROM ({rows}) WHERE {string.Join(" AND ", RowFilters.Select(filter => $"(\n{filter}\n)"))} LIMIT {long.MaxValue.ToString(CultureInfo.InvariantCulture)}";
        return $"SELECT {string.Join(", ", columns)} FROM ({kept})";
    }

    internal static PolicyDecision Denied(string reason, IReadOnlyList<string> ruleIds) =>
        new(false, reason, ruleIds, FrozenDictionary<string, ColumnMask>.Empty, []);
}
