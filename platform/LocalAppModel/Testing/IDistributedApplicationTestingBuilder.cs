namespace Aspire.Hosting.Testing;

/// <summary>Builds an AppHost's application inside a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Builds the AppHost's application; its entry point continues and starts it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
