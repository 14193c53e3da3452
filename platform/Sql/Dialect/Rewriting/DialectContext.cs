using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>
/// A query while it is rewritten: its types and session, the changes that all families of functions make in the same way, and the results alongside
/// the tree. One for each query.
/// </summary>
/// <param name="sql">The query's text, for places in it.</param>
/// <param name="top">The query's node.</param>
/// <param name="types">The types of the tree as it was parsed.</param>
/// <param name="session">The session, as far as meanings depend on it.</param>
internal sealed class DialectContext(string sql, JsonObject top, QueryTypes types, DialectSession session)
{
    // A part that is written twice, in parts that are written twice, would be without end: all copies of a query have this many nodes of JSON.
    private const int MaxCopied = 100_000;

    // Below what the stack bears when it is copied.
    private const int MaxCopiedDepth = 1_000;

    private readonly HashSet<string> _macros = new(StringComparer.Ordinal);
    private byte[]? _text;
    private int _copied;
    private int _parameters;

    public JsonObject Top => top;

    public QueryTypes Types => types;

    public DialectSession Session => session;

    /// <summary>The kinds of expressions, of rewritten ones too.</summary>
    public ExpressionKinds Kinds => types.Kinds;

    /// <summary>The meanings that the query's names may have.</summary>
    public required QueryNames Names { get; init; }

    /// <summary>Whether the query has whole numbers of fewer than four bytes.</summary>
    public bool HasSmallIntegers { get; init; }

    /// <summary>Whether the query has a double that the engine would write as a decimal.</summary>
    public bool HasDoubles { get; set; }

    /// <summary>The rest of a part's rewriting, when its own parts are rewritten, in the place of all others.</summary>
    public Dictionary<JsonObject, Action> Pending { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of TRY around the part: inside, macros have errors of another kind.</summary>
    public int Tries { get; set; }

    /// <summary>The outermost TRY around the part.</summary>
    public JsonObject? OuterTry { get; set; }

    /// <summary>Whether the SELECTs around have groups, the innermost on top.</summary>
    public Stack<bool> Groups { get; } = new();

    /// <summary>Results of value || NULL: arrays that are null.</summary>
    public HashSet<JsonObject> NullArrays { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Values of a char, with the blanks at their end.</summary>
    public HashSet<JsonObject> Padded { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Texts that are JSON: within an object or array they stand as what they are.</summary>
    public HashSet<JsonNode> Json { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Texts that become instants, within a function that judges their zones.</summary>
    public List<JsonObject> ZonedTexts { get; } = [];

    /// <summary>Whether a text within TRY becomes an instant.</summary>
    public bool HasTriedTexts { get; set; }

    /// <summary>Whether something reads the clock of instants of texts, whose zone does not show.</summary>
    public bool NeedsUtcTexts { get; set; }

    /// <summary>The zones of columns of the result that have another one than UTC, by their place from 0.</summary>
    public SortedDictionary<int, string> Zones { get; } = [];

    /// <summary>Names of columns of the result, by their place from 0, or before the end of the list where negative.</summary>
    public Dictionary<int, string> ColumnNames { get; } = [];

    /// <summary>The macros that the query uses.</summary>
    public IReadOnlyCollection<string> Macros => _macros;

    /// <summary>Whether the tree means something else than the text.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Those of the parts that may be null, a second time: all but literals with a value.</summary>
    public List<JsonNode> CopyNullable(IEnumerable<JsonObject> parts) => [.. parts.Where(part => Nodes.Class(part) != "CONSTANT" || Kinds.Of(part) == ExpressionKind.Null).Select(Copy)];

    /// <summary>A part of the query a second time.</summary>
    public JsonNode Copy(JsonNode node)
    {
        foreach (var (_, depth) in Nodes.Within(node))
        {
            if (++_copied > MaxCopied || depth > MaxCopiedDepth)
            {
                throw new QueryFailedException(QueryFailure.TooDeep);
            }
        }

        return node.DeepClone();
    }

    /// <summary>Puts a node in the place of another, with its type.</summary>
    public void Become(JsonObject node, JsonObject replacement)
    {
        Types.Move(node, replacement);
        Nodes.Replace(node, replacement);
        IsChanged = true;
    }

    /// <summary>Puts a node around another, in its place.</summary>
    /// <param name="node">The node.</param>
    /// <param name="around">Makes what is around it.</param>
    /// <returns>What is around it.</returns>
    public JsonObject Surround(JsonObject node, Func<JsonObject, JsonObject> around)
    {
        var place = Nodes.Null();
        Nodes.Replace(node, place);
        var made = around(node);
        Nodes.Replace(place, made);
        IsChanged = true;
        return made;
    }

    /// <summary>Puts a macro of one argument around a node.</summary>
    public void Wrap(JsonObject node, string macro) => Surround(node, inner => Nodes.Function(Macro(macro), inner));

    /// <summary>Puts a cast around a node.</summary>
    public void CastOf(JsonObject node, string type) => Surround(node, inner => Nodes.Cast(inner, type));

    /// <summary>Calls a macro in the place of a function.</summary>
    public void Call(JsonObject function, string macro) => Rename(function, Macro(macro));

    /// <summary>Calls a function of the engine in the place of another.</summary>
    public void Rename(JsonObject function, string name)
    {
        function["function_name"] = name;
        function["schema"] = "";
        function["is_operator"] = false;
        IsChanged = true;
    }

    /// <summary>The name of a macro, which the query then has.</summary>
    public string Macro(string name)
    {
        if (Tries > 0 && DialectMacros.Fails(name))
        {
            name = DialectMacros.Tried(name)
                ?? throw Failed(TrinoErrorCode.NotSupported, OuterTry!, $"The function {name} takes no TRY around it here. Test its arguments in a CASE; for casts write TRY_CAST, for JSON json_valid.");
        }

        _macros.Add(name);
        IsChanged = true;
        return MacroNames.Prefix + name;
    }

    /// <summary>A name that no other lambda or table has.</summary>
    public string Parameter() => string.Create(CultureInfo.InvariantCulture, $"_p{_parameters++}");

    /// <summary>Whether a word of the text is at a node's place.</summary>
    public bool IsWord(JsonObject node, ReadOnlySpan<byte> word)
    {
        _text ??= Encoding.UTF8.GetBytes(sql);
        return Nodes.Place(node) is var place && place < (ulong)_text.Length
            && _text.AsSpan((int)place) is var rest && rest.Length >= word.Length && Ascii.EqualsIgnoreCase(rest[..word.Length], word);
    }

    public QueryFailedException Mismatch(JsonObject node, string message) => Failed(TrinoErrorCode.TypeMismatch, node, message);

    public QueryFailedException Failed(TrinoErrorCode code, JsonObject node, string message) =>
        new(new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, Nodes.Place(node))));
}
