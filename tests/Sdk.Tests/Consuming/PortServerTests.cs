using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Tests of consumers, each with a catalog and ports of its own.</summary>
public abstract class PortServerTests : IAsyncLifetime
{
    private protected HttpClient Http { get; } = new();

    private protected PortServer Server { get; set; } = null!;

    public virtual async Task InitializeAsync() => Server = await PortServer.StartAsync();

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    private protected Task<Subscription> SubscribeAsync(string product = "orders.orders") => new DataProductConsumer(Server.Address, Http).SubscribeAsync(product, CancellationToken.None);

    /// <summary>Returns the first answers of what is followed.</summary>
    /// <param name="followed">What is followed.</param>
    /// <param name="of">What is kept of an answer.</param>
    /// <param name="count">How many are waited for.</param>
    /// <param name="between">Runs after each of them but the last, with their number so far.</param>
    private protected static async Task<IReadOnlyList<TKept>> AnswersAsync<TAnswer, TKept>(IAsyncEnumerable<TAnswer> followed, Func<TAnswer, TKept> of, int count, Action<int> between)
    {
        List<TKept> answers = [];
        await foreach (var answer in followed)
        {
            answers.Add(of(answer));
            if (answers.Count == count)
            {
                break;
            }

            between(answers.Count);
        }

        return answers;
    }
}
