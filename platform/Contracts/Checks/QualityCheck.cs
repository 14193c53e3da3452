using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Checks;

/// <summary>
/// One check of a batch's rows, as the descriptor states it; the SDK runs it. Its JSON is the descriptor's form:
/// <c>{ "not_null": ["order_id"], "severity": "warn" }</c>. Each kind is one class, which <see cref="QualityCheckKinds"/> lists.
/// </summary>
[JsonConverter(typeof(QualityCheckJsonConverter))]
public abstract record QualityCheck
{
    private protected QualityCheck(string kind) => Kind = kind;

    /// <summary>The key that names this kind in a descriptor, <c>not_null</c>.</summary>
    public string Kind { get; }

    /// <summary>Whether a failure keeps the batch out; it does by default.</summary>
    public CheckSeverity Severity { get; init; } = CheckSeverity.Error;

    /// <summary>The columns that the check names; none where it speaks of the batch as a whole.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>The terms as a text for people, without the kind: <c>order_id, status</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The rows alongside the batch that the check looks at.</summary>
    public virtual ExistingRows Existing => ExistingRows.None;

    /// <summary>The number of the last snapshots that the check compares the batch with.</summary>
    public virtual int EarlierSnapshots => 0;

    /// <summary>Whether the check has a pattern that the engine reads: what it calls an invalid input is the pattern then, because every text can be matched.</summary>
    public virtual bool HasPattern => false;

    /// <summary>Whether the rows that fail have columns of the check's own, under any name. Such a row cannot be masked for a reader.</summary>
    public virtual bool HasOwnColumns => false;

    /// <summary>The terms as the object whose JSON is the descriptor's form.</summary>
    internal abstract object Terms { get; }

    /// <summary>The promises of the check, each by itself, for comparisons: one of two columns without nulls is as good as two of one.</summary>
    internal virtual IEnumerable<QualityCheck> Parts => [this];

    /// <summary>
    /// Whether the check is a rule about the table in other tools, and none about its columns. A check that compares columns with one another is one about the table, and
    /// overrides this.
    /// </summary>
    internal virtual bool IsOfTable => Columns.Count == 0;

    /// <summary>The metric of ODCS's library that says the same; null where it has none.</summary>
    internal virtual OdcsMetric? Metric => null;

    /// <summary>Whether the check promises what another does, alone or with more.</summary>
    /// <param name="promise">The other check, which <c>ContractChange</c> names.</param>
    public bool Includes(QualityCheck promise)
    {
        ArgumentNullException.ThrowIfNull(promise);
        var text = JsonSerializer.Serialize(promise, MeshJson.Options);
        return Parts.Any(part => JsonSerializer.Serialize(part, MeshJson.Options) == text);
    }

    /// <summary>Returns the SQL that validates a batch against the check.</summary>
    public abstract CheckTest On(CheckedBatch batch);

    /// <summary>
    /// Whether a check of a later contract speaks of the same matter, and replaces this one. Columns are compared as a set: a check whose columns have an order, such as one before
    /// another, overrides this.
    /// </summary>
    internal virtual bool IsSameMatter(QualityCheck later) => later.Kind == Kind && Columns.ToHashSet(StringComparer.Ordinal).SetEquals(later.Columns);

    /// <summary>Whether the check is known to let through nothing that an earlier one of the same matter quarantined.</summary>
    /// <param name="earlier">The earlier check.</param>
    /// <param name="schema">The columns of the earlier contract.</param>
    internal abstract bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema);

    private protected static T Parsed<T>(JsonElement terms) =>
        terms.Deserialize<T>(MeshJson.Options) ?? throw new JsonException("A check lacks its terms.");
}
