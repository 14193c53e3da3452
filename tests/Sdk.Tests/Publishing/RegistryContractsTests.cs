using System.Net;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Outbox;

namespace MeshStarter.Sdk.Tests.Publishing;

[Trait("Category", "Quick")]
public sealed class RegistryContractsTests
{
    private static readonly ProductContract First = ProductContract.Of(OrderPlaced.Descriptor);
    private static readonly ProductContract Second = ProductContract.Of(OrderPlaced.Descriptor with { Key = [] });

    private readonly MovableTime _time = new();
    private readonly Queue<Func<Task<ProductContract>>> _answers = new();
    private int _requested;

    [Fact]
    public async Task Registry_that_was_away_is_called_again()
    {
        var contracts = Contracts(() => throw new HttpRequestException("away"), () => Task.FromException<ProductContract>(new HttpRequestException("away")), () => Task.FromResult(First));

        await Assert.ThrowsAsync<HttpRequestException>(() => contracts.CurrentAsync(CancellationToken.None));
        await Assert.ThrowsAsync<HttpRequestException>(() => contracts.CurrentAsync(CancellationToken.None));

        Assert.Same(First, await contracts.CurrentAsync(CancellationToken.None));
        Assert.Same(First, await contracts.CurrentAsync(CancellationToken.None));
        Assert.Equal(3, _requested);
    }

    [Fact]
    public async Task New_version_is_seen_after_some_minutes_and_the_last_answer_is_used_until_then()
    {
        var answer = new TaskCompletionSource<ProductContract>();
        var contracts = Contracts(() => Task.FromResult(First), () => throw new HttpRequestException("away"), () => answer.Task);
        Assert.Same(First, await contracts.CurrentAsync(CancellationToken.None));

        _time.Advance(RegistryContracts.Fresh);
        Assert.Same(First, await contracts.CurrentAsync(CancellationToken.None));
        await Eventually.HoldsAsync(() => _requested == 2);
        _time.Advance(RegistryContracts.Fresh);
        // Requested once, however many need it.
        await Eventually.HoldsAsync(async () => await contracts.CurrentAsync(CancellationToken.None) == First && _requested == 3);
        Assert.Same(First, await contracts.CurrentAsync(CancellationToken.None));

        answer.SetResult(Second);
        await Eventually.HoldsAsync(async () => await contracts.CurrentAsync(CancellationToken.None) == Second);
        Assert.Equal(3, _requested);
    }

    [Fact]
    public async Task Caller_who_gives_up_leaves_the_question_to_the_others()
    {
        var answer = new TaskCompletionSource<ProductContract>();
        var contracts = Contracts(() => answer.Task);
        using var givesUp = new CancellationTokenSource();
        var first = contracts.CurrentAsync(givesUp.Token);
        var second = contracts.CurrentAsync(CancellationToken.None);

        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(First);

        Assert.Same(First, await second);
        Assert.Equal(1, _requested);
    }

    [Theory]
    [InlineData("https://query.example.org/catalog")]
    [InlineData("https://query.example.org/catalog/")]
    public async Task Registry_is_below_the_path_of_the_catalogs_address(string catalog)
    {
        List<Uri> requested = [];
        using var http = new HttpClient(new Nothing(requested));

        await Assert.ThrowsAsync<HttpRequestException>(() => new DataProductPublisher("orders", "orders", new Uri(catalog), http).EmitAsync(new { }, null!, CancellationToken.None));

        Assert.Equal(["https://query.example.org/catalog/schema-registry/subjects/orders.orders-value/versions/latest"], requested.Select(uri => uri.AbsoluteUri));
    }

    private sealed class Nothing(List<Uri> requested) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requested.Add(request.RequestUri!);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }

    private RegistryContracts Contracts(params Func<Task<ProductContract>>[] answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return new RegistryContracts(
            () =>
            {
                Interlocked.Increment(ref _requested);
                return _answers.Dequeue()();
            },
            _time);
    }
}
