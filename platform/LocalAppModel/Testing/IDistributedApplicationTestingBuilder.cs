namespace Aspire.Hosting.Testing;

/// <summary>Builds an AppHost's application inside a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Lets the AppHost build its application; its entry point goes on and starts it.</summary>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
