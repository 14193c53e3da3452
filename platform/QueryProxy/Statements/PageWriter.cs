using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Statements.Segments;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>Writes pages and query descriptions in Trino's JSON. Members that are null there are left out here.</summary>
internal static class PageWriter
{
    // Beyond the codes of Trino's own warnings.
    private const int PolicyWarning = 0x0F00_0001;
    private const int PropertyWarning = 0x0F00_0002;

    private const int SmallPage = 16 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteAsync(HttpContext http, StatementQuery query, StatementPage page, CancellationToken cancellationToken)
    {
        Prepare(http.Response);
        if (query.Encoding is { } encoding)
        {
            http.Response.Headers[SegmentEncoding.Header] = encoding;
        }

        if (page.SessionChange is { } change)
        {
            TrinoHeaders.Write(http.Response.Headers, change);
        }

        // Rows are JSON as they are, between what is before them and what is behind them; many are not copied.
        var text = new ArrayBufferWriter<byte>();
        var rows = page.Rows ?? default;
        var rowsAt = -1;
        await using (var json = new Utf8JsonWriter(text, Options))
        {
            Page(json, http.Request, query, page, () =>
            {
                if (rows.Length <= SmallPage)
                {
                    text.Write(rows.Span);
                }
                else
                {
                    rowsAt = text.WrittenCount;
                }
            });
        }

        var body = http.Response.Body;
        if (rowsAt < 0)
        {
            await body.WriteAsync(text.WrittenMemory, cancellationToken);
            return;
        }

        await body.WriteAsync(text.WrittenMemory[..rowsAt], cancellationToken);
        await body.WriteAsync(rows, cancellationToken);
        await body.WriteAsync(text.WrittenMemory[rowsAt..], cancellationToken);
    }

    /// <summary>Writes the only page of a query that this proxy knows nothing of but why it ended.</summary>
    public static async Task WriteFailureAsync(HttpContext http, string id, QueryFailure failure, TimeProvider time, CancellationToken cancellationToken)
    {
        Prepare(http.Response);
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("infoUri"u8, InfoUri(http.Request, id));
            Stats(json, QueryState.Failed, new QueryStatistics(time));
            Error(json, failure);
            json.WriteStartArray("warnings"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    public static async Task WriteInfoAsync(HttpContext http, StatementQuery query, CancellationToken cancellationToken)
    {
        Prepare(http.Response);
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, Options))
        {
            Info(json, http.Request, query);
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static void Prepare(HttpResponse response)
    {
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static void Page(Utf8JsonWriter json, HttpRequest request, StatementQuery query, StatementPage page, Action atRows)
    {
        var id = query.Run.Request.Id;
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("infoUri"u8, InfoUri(request, id));
        if (page.Next is { } next)
        {
            json.WriteString("nextUri"u8, Origin(request) + next.Path(id, query.Secret));
        }

        if (page.Columns is { } columns)
        {
            json.WritePropertyName("columns"u8);
            json.WriteRawValue(columns.Span, skipInputValidation: true);
        }

        if (page.Rows is not null)
        {
            json.WritePropertyName("data"u8);
            json.WriteStartArray();
            json.Flush();
            atRows();
            json.WriteEndArray();
        }

        if (page.Segments is { } segments)
        {
            SegmentWriter.Write(json, query.Encoding!, segments, query, Origin(request));
        }

        Stats(json, page.State, query.Run.Statistics);
        if (page.Failure is { } failure)
        {
            Error(json, failure);
        }

        Warnings(json, query);
        if (page.SessionChange is { } change)
        {
            json.WriteString("updateType"u8, change.Statement);
        }

        json.WriteEndObject();
    }

    private static void Warnings(Utf8JsonWriter json, StatementQuery query)
    {
        json.WriteStartArray("warnings"u8);
        foreach (var warning in query.Run.Request.Reads.Warnings)
        {
            Warning(json, PolicyWarning, "MESH_POLICY_GRACE"u8, warning);
        }

        if (query.Run.SessionChange?.Warning is { } withoutEffect)
        {
            Warning(json, PropertyWarning, "MESH_PROPERTY_WITHOUT_EFFECT"u8, withoutEffect);
        }

        json.WriteEndArray();
    }

    private static void Warning(Utf8JsonWriter json, int code, ReadOnlySpan<byte> name, string message)
    {
        json.WriteStartObject();
        json.WriteStartObject("warningCode"u8);
        json.WriteNumber("code"u8, code);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }

    private static void Info(Utf8JsonWriter json, HttpRequest request, StatementQuery query)
    {
        var run = query.Run;
        json.WriteStartObject();
        json.WriteString("queryId"u8, run.Request.Id);
        json.WriteString("state"u8, Word(run.KnownState));
        json.WriteString("query"u8, run.Request.Sql);
        json.WriteString("self"u8, InfoUri(request, run.Request.Id));
        json.WriteStartObject("session"u8);
        json.WriteString("user"u8, run.Request.Principal.Subject);
        json.WriteString("principal"u8, run.Request.Principal.Subject);
        json.WriteString("source"u8, query.Source ?? "");
        json.WriteString("catalog"u8, run.Request.Session.Catalog ?? "");
        json.WriteString("schema"u8, run.Request.Session.Schema ?? "");
        json.WriteEndObject();
        json.WriteStartObject("queryStats"u8);
        json.WriteString("createTime"u8, run.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
        json.WriteString("elapsedTime"u8, $"{run.Statistics.Elapsed.TotalMilliseconds:0.00}ms");
        json.WriteString("queuedTime"u8, $"{run.Statistics.Queued.TotalMilliseconds:0.00}ms");
        json.WriteNumber("outputPositions"u8, run.Statistics.Rows);
        json.WriteEndObject();
        Inputs(json, run);
        if (run.Failure is { } failure)
        {
            json.WriteStartObject("errorCode"u8);
            json.WriteNumber("code"u8, failure.Code.Code);
            json.WriteString("name"u8, failure.Code.Name);
            json.WriteString("type"u8, failure.Code.Type.ToWire());
            json.WriteEndObject();
            json.WriteString("errorType"u8, failure.Code.Type.ToWire());
            FailureInfo(json, failure);
        }

        json.WriteEndObject();
    }

    // Trino's list of inputs. The members from the version on are the mesh's own; Trino's clients do not read this description.
    private static void Inputs(Utf8JsonWriter json, QueryRun run)
    {
        json.WriteStartArray("inputs"u8);
        foreach (var input in run.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("catalogName"u8, Definition.Catalog);
            json.WriteString("schema"u8, input.Product.Domain);
            json.WriteString("table"u8, input.Product.Product);
            json.WriteString("version"u8, input.Version.ToString());
            if (input.Snapshot is { } snapshot)
            {
                // As text: a snapshot's id has more digits than a script's numbers.
                json.WriteString("snapshotId"u8, snapshot.SnapshotId.ToString(CultureInfo.InvariantCulture));
                json.WriteString("snapshotTime"u8, DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TimestampMs));
            }

            json.WriteStartArray("masks"u8);
            foreach (var masked in input.Masks)
            {
                json.WriteStartObject();
                json.WriteString("column"u8, masked.Name);
                json.WriteString("rule"u8, masked.Rule);
                json.WriteBoolean("liftedByGrant"u8, masked.LiftedByGrant);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("filters"u8);
            foreach (var rule in input.FilterRules)
            {
                json.WriteStringValue(rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Stats(Utf8JsonWriter json, QueryState state, QueryStatistics statistics)
    {
        json.WriteStartObject("stats"u8);
        json.WriteString("state"u8, Word(state));
        json.WriteBoolean("queued"u8, state == QueryState.Queued);
        json.WriteBoolean("scheduled"u8, state is QueryState.Running or QueryState.Finished);
        json.WriteNumber("nodes"u8, state == QueryState.Queued ? 0 : 1);
        json.WriteNumber("totalSplits"u8, 1);
        json.WriteNumber("queuedSplits"u8, state == QueryState.Queued ? 1 : 0);
        json.WriteNumber("runningSplits"u8, state is QueryState.Running or QueryState.Planning ? 1 : 0);
        json.WriteNumber("completedSplits"u8, state is QueryState.Finished or QueryState.Failed ? 1 : 0);
        Millis(json, "planningTimeMillis"u8, statistics.Planning);
        Millis(json, "analysisTimeMillis"u8, statistics.Planning);
        Millis(json, "cpuTimeMillis"u8, statistics.ProcessorTime);
        Millis(json, "wallTimeMillis"u8, statistics.Elapsed);
        Millis(json, "queuedTimeMillis"u8, statistics.Queued);
        Millis(json, "elapsedTimeMillis"u8, statistics.Elapsed);
        json.WriteNumber("finishingTimeMillis"u8, 0);
        json.WriteNumber("physicalInputTimeMillis"u8, 0);
        json.WriteNumber("processedRows"u8, statistics.Rows);
        json.WriteNumber("processedBytes"u8, statistics.Bytes);
        json.WriteNumber("physicalInputBytes"u8, 0);
        json.WriteNumber("physicalWrittenBytes"u8, 0);
        json.WriteNumber("internalNetworkInputBytes"u8, 0);
        json.WriteNumber("peakMemoryBytes"u8, statistics.PeakBytes);
        json.WriteNumber("spilledBytes"u8, 0);
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, QueryFailure failure)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, failure.Text);
        json.WriteNumber("errorCode"u8, failure.Code.Code);
        json.WriteString("errorName"u8, failure.Code.Name);
        json.WriteString("errorType"u8, failure.Code.Type.ToWire());
        if (failure.Position is { } position)
        {
            json.WriteStartObject("errorLocation"u8);
            json.WriteNumber("lineNumber"u8, position.Line);
            json.WriteNumber("columnNumber"u8, position.Column);
            json.WriteEndObject();
        }

        FailureInfo(json, failure);
        json.WriteEndObject();
    }

    private static void FailureInfo(Utf8JsonWriter json, QueryFailure failure)
    {
        json.WriteStartObject("failureInfo"u8);
        json.WriteString("type"u8, "io.trino.spi.TrinoException"u8);
        json.WriteString("message"u8, failure.Text);
        json.WriteStartArray("suppressed"u8);
        json.WriteEndArray();
        json.WriteStartArray("stack"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Millis(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan time) => json.WriteNumber(name, (long)time.TotalMilliseconds);

    private static string Word(QueryState state) => state.ToString().ToUpperInvariant();

    // A proxy in front that keeps the Host gets links to itself; the scheme is that of the request.
    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";

    private static string InfoUri(HttpRequest request, string id) => $"{Origin(request)}/v1/query/{id}";
}
