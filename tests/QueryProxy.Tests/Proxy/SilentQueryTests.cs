using System.Text;
using System.Threading.Channels;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Direct;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Queries whose rows are long in coming: an ingress ends a connection without traffic.</summary>
public sealed class SilentQueryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Principal Analyst = new("analyst", Domain: null, Roles: [], Purposes: []);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-silent-").FullName;
    private readonly ResultStorage _storage;
    private readonly ClientStream _client = new();
    private readonly DefaultHttpContext _http = new();
    private readonly List<QueryRun> _runs = [];

    public SilentQueryTests()
    {
        _storage = new ResultStorage(new QueryOptions(), _folder, TimeProvider.System);
        _http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_client));
    }

    public void Dispose()
    {
        _runs.ForEach(run => run.Dispose());
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Json_lines_have_spaces_before_a_row()
    {
        var run = Run(RowFormat.JsonLines);
        var answer = AnswerAsync(run, RowFormat.JsonLines);
        await _client.WrittenAsync("  ");
        Write(run, "{\"a\":1}\n");
        await _client.WrittenAsync("{\"a\":1}\n ");
        Write(run, "{\"a\":2}\n");
        run.End(failure: null);
        await answer;

        Assert.Equal("{\"a\":1}|{\"a\":2}|", string.Join('|', _client.Text.Split('\n').Select(line => line.Trim(' '))));
    }

    [Theory]
    [InlineData("text/csv", "a,b\n1,2\n")]
    [InlineData("text/csv; formulas=escaped", "a,b\n1,2\n")]
    [InlineData("application/vnd.apache.arrow.stream", "\u00ff\u00ff\u00ff\u00ffschema")]
    [InlineData("application/vnd.apache.parquet", "PAR1rows and their footer")]
    public async Task Other_formats_begin_early_and_have_no_byte_more(string accept, string first)
    {
        _http.Request.Headers.Accept = accept;
        var format = AnswerFormats.Requested(_http.Request)!.Value;
        var run = Run(format);
        run.Begin();
        run.Describe("""[{"name":"a","type":"integer"},{"name":"b","type":"integer"}]"""u8.ToArray());
        var answer = AnswerAsync(run, format);
        await _client.WrittenAsync(first[..2]);
        Write(run, first);
        await _client.WrittenAsync(first[..^1]);
        Write(run, "a batch behind a long silence\n");
        run.End(failure: null);
        await answer;

        Assert.Equal(first + "a batch behind a long silence\n" + (format == RowFormat.Arrow ? "\u00ff\u00ff\u00ff\u00ff\0\0\0\0" : ""), _client.Text);
        Assert.Equal(AnswerFormats.ContentType(format), _http.Response.ContentType);
    }

    [Fact]
    public async Task Failure_behind_a_silence_truncates_the_answer()
    {
        var run = Run(RowFormat.JsonLines);
        var answer = AnswerAsync(run, RowFormat.JsonLines);
        await _client.WrittenAsync(" ");
        run.End(new QueryFailure(TrinoErrorCode.ExceededTimeLimit, "It took too long."));
        await answer;

        Assert.Equal("{\"error\":{\"name\":\"EXCEEDED_TIME_LIMIT\",\"type\":\"INSUFFICIENT_RESOURCES\",\"message\":\"It took too long.\"}}\n", _client.Text.TrimStart(' '));
        Assert.Equal(StatusCodes.Status200OK, _http.Response.StatusCode);
    }

    private async Task AnswerAsync(QueryRun run, RowFormat format) =>
        await new DirectAnswer(_http, run, format, TimeProvider.System, NullLogger.Instance) { Silence = TimeSpan.FromMilliseconds(5) }.WriteAsync(CancellationToken.None);

    private QueryRun Run(RowFormat format)
    {
        var run = new QueryRun(new QueryRequest("20260101_000000_00001_aaaaa", "SELECT 1", Analyst, new QuerySession(), format), _storage, TimeProvider.System);
        _runs.Add(run);
        return run;
    }

    private static void Write(QueryRun run, string rows) => Assert.True(run.Rows.TryWrite(new RowBatch(1, Encoding.Latin1.GetBytes(rows))));

    /// <summary>Takes what is sent.</summary>
    private sealed class ClientStream : MemoryStream
    {
        private readonly Channel<byte> _news = Channel.CreateUnbounded<byte>();
        private readonly Lock _lock = new();

        public string Text
        {
            get
            {
                lock (_lock)
                {
                    return Encoding.Latin1.GetString(ToArray());
                }
            }
        }

        public async Task WrittenAsync(string text)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!Text.Contains(text, StringComparison.Ordinal))
            {
                await _news.Reader.ReadAsync(patience.Token);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_lock)
            {
                base.Write(buffer.Span);
            }

            _news.Writer.TryWrite(0);
            return ValueTask.CompletedTask;
        }
    }
}
