using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Explain;

/// <summary>Writes steps in Trino's forms of EXPLAIN. Pure.</summary>
internal static class PlanText
{
    // A query of WITH is written once for each place that reads it, so a short text can have a plan that no memory holds.
    private const int MaxLength = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, MaxDepth = MaxLength, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions IndentedObjects = new() { WriteIndented = true, Encoder = Indented.Encoder };

    public static string Text(PlanNode plan)
    {
        var text = new StringBuilder($"Trino version: {TrinoVersion.Spoken}\n");
        Write(text, plan, "", "");
        return text.ToString();
    }

    /// <summary>As JSON.</summary>
    /// <param name="plan">The steps.</param>
    /// <param name="isDistributed">Whether the steps are in a fragment, of which there is one.</param>
    public static string Json(PlanNode plan, bool isDistributed)
    {
        using var target = new MemoryStream();
        using (var json = new Utf8JsonWriter(target, Indented))
        {
            var count = 0;
            if (isDistributed)
            {
                json.WriteStartObject();
                json.WritePropertyName("0");
            }

            Write(json, plan, ref count);
            if (isDistributed)
            {
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(target.ToArray());
    }

    public static string Graphviz(PlanNode plan)
    {
        var text = new StringBuilder("digraph logical_plan {\n");
        var count = 0;
        Write(text, plan, ref count);
        return text.Append("}\n").ToString();
    }

    /// <summary>The tables that are read, as EXPLAIN (TYPE IO) lists them: without bounds and estimates, which would be of hidden rows too.</summary>
    public static string Io(IEnumerable<(string Catalog, string Schema, string Table)> tables)
    {
        const string NaN = "NaN";
        var estimate = new { outputRowCount = NaN, outputSizeInBytes = NaN, cpuCost = NaN, maxMemory = NaN, networkCost = NaN };
        var inputs = tables.Select(each => new
        {
            table = new { catalog = each.Catalog, schemaTable = new { schema = each.Schema, table = each.Table } },
            constraint = new { none = false, columnConstraints = Array.Empty<string>() },
            estimate,
        });
        return JsonSerializer.Serialize(new { inputTableColumnInfos = inputs, estimate }, IndentedObjects);
    }

    /// <exception cref="QueryFailedException">The plan is too long.</exception>
    private static void Bound(long length)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (length > MaxLength)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.QueryRejected,
                "The plan is longer than 4 MiB: each place that reads a query of WITH has its steps again. Explain the queries of WITH one by one, or ask for EXPLAIN (TYPE VALIDATE)."));
        }
    }

    private static void Write(StringBuilder text, PlanNode plan, string first, string rest)
    {
        Bound(text.Length);
        text.Append(first).Append(plan.Name).Append('[').AppendJoin(", ", plan.Descriptor.Select(fact => $"{fact.Key} = {fact.Value}")).Append("]\n");
        var indent = plan.Children.Count > 0 ? "│  " : "   ";
        foreach (var detail in plan.Details)
        {
            text.Append(rest).Append(indent).Append(detail).Append('\n');
        }

        for (var i = 0; i < plan.Children.Count; i++)
        {
            var isLast = i == plan.Children.Count - 1;
            Write(text, plan.Children[i], $"{rest}{(isLast ? "└─ " : "├─ ")}", $"{rest}{(isLast ? "   " : "│  ")}");
        }
    }

    private static void Write(Utf8JsonWriter json, PlanNode plan, ref int count)
    {
        Bound(json.BytesCommitted + json.BytesPending);
        json.WriteStartObject();
        json.WriteString("id", (count++).ToString(CultureInfo.InvariantCulture));
        json.WriteString("name", plan.Name);
        json.WriteStartObject("descriptor");
        foreach (var (key, value) in plan.Descriptor)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        foreach (var empty in (ReadOnlySpan<string>)["outputs", "estimates"])
        {
            json.WriteStartArray(empty);
            json.WriteEndArray();
        }

        json.WriteStartArray("details");
        foreach (var detail in plan.Details)
        {
            json.WriteStringValue(detail);
        }

        json.WriteEndArray();
        json.WriteStartArray("children");
        foreach (var child in plan.Children)
        {
            Write(json, child, ref count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int Write(StringBuilder text, PlanNode plan, ref int count)
    {
        Bound(text.Length);
        var own = ++count;
        text.Append(CultureInfo.InvariantCulture, $"plannode_{own}[label=\"{{{plan.Name}}}\", shape=record];\n");
        foreach (var child in plan.Children)
        {
            text.Append(CultureInfo.InvariantCulture, $"plannode_{own} -> plannode_{Write(text, child, ref count)};\n");
        }

        return own;
    }
}
