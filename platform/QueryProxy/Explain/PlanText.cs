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

    public static string Text(PlanNode plan)
    {
        var text = new StringBuilder($"Trino version: {TrinoVersion.Spoken}\n");
        Write(text, plan, "", "");
        return text.ToString();
    }

    /// <summary>As JSON.</summary>
    /// <param name="plan">The steps.</param>
    /// <param name="isDistributed">Whether the steps are in a fragment, of which there is one.</param>
    public static string Json(PlanNode plan, bool isDistributed) => Json(json =>
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
    });

    public static string Graphviz(PlanNode plan)
    {
        var text = new StringBuilder("digraph logical_plan {\n");
        var count = 0;
        Write(text, plan, ref count);
        return text.Append("}\n").ToString();
    }

    /// <summary>The tables that are read, as EXPLAIN (TYPE IO) lists them: without bounds and estimates, which would be of hidden rows too.</summary>
    public static string Io(IEnumerable<(string Catalog, string Schema, string Table)> tables) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("inputTableColumnInfos");
        foreach (var (catalog, schema, table) in tables)
        {
            json.WriteStartObject();
            json.WriteStartObject("table");
            json.WriteString("catalog", catalog);
            json.WriteStartObject("schemaTable");
            json.WriteString("schema", schema);
            json.WriteString("table", table);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("constraint");
            json.WriteBoolean("none", value: false);
            json.WriteStartArray("columnConstraints");
            json.WriteEndArray();
            json.WriteEndObject();
            Estimate(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Estimate(json);
        json.WriteEndObject();
    });

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

    private static void Estimate(Utf8JsonWriter json)
    {
        json.WriteStartObject("estimate");
        foreach (var name in (ReadOnlySpan<string>)["outputRowCount", "outputSizeInBytes", "cpuCost", "maxMemory", "networkCost"])
        {
            json.WriteString(name, "NaN");
        }

        json.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var target = new MemoryStream();
        using (var json = new Utf8JsonWriter(target, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(target.ToArray());
    }
}
