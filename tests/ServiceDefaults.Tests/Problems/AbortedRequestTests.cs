using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Problems;

/// <summary>A caller that goes away while the service answers, or waits for a silent database.</summary>
public sealed class AbortedRequestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_that_has_gone_is_no_failure_of_the_service(bool isOfDriver)
    {
        var (began, ended) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        await using var service = await TestService.StartAsync(
            null,
            map: app => app.MapGet("/late", async (HttpContext context) =>
            {
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var silent = new TimeoutException("host x");
                throw isOfDriver ? new NpgsqlException("Exception while reading from stream", silent) : silent;
            }).AllowAnonymous(),
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(new EndFilter(ended)));
        using var gone = new CancellationTokenSource();

        var answer = service.Client.GetAsync(new Uri("/late", UriKind.Relative), gone.Token);
        await began.Task.WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, await ended.Task.WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None));
        Assert.DoesNotContain(service.Log.Lines, line => line.Level >= LogLevel.Warning && line.Exception is not null);
    }

    [Fact]
    public async Task Caller_that_goes_while_its_bad_request_is_answered_is_no_failure_of_the_service()
    {
        var ended = new TaskCompletionSource<int>();
        using var gone = new CancellationTokenSource();
        await using var service = await TestService.StartAsync(
            null,
            map: app => app.MapPost("/body", string (HttpContext context) =>
            {
                context.RequestAborted = gone.Token;
                context.Response.Body = new ClosedStream(gone);
                throw new BadHttpRequestException("Unexpected end of request content.");
            }).AllowAnonymous(),
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(new EndFilter(ended)));

        using var answer = await service.Client.PostAsync(new Uri("/body", UriKind.Relative), content: null, CancellationToken.None);

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, await ended.Task.WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None));
        Assert.DoesNotContain(service.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    // The caller closes its connection when the first byte is to be sent.
    private sealed class ClosedStream(CancellationTokenSource gone) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gone.CancelAsync();
            gone.Token.ThrowIfCancellationRequested();
        }
    }

    // Outermost, so that it sees the answer that the request ends with.
    private sealed class EndFilter(TaskCompletionSource<int> ended) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                try
                {
                    await rest(context);
                }
                finally
                {
                    ended.TrySetResult(context.Response.StatusCode);
                }
            });
            next(app);
        };
    }
}
