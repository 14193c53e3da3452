namespace Aspire.Hosting.Testing;

/// <summary>Starts an AppHost inside a test.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an AppHost's entry point up to <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly.</typeparam>
    /// <param name="args">Its command line.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(args);
        var session = new EntryPointSession(typeof(TEntryPoint).Assembly, args);
        try
        {
            return new TestedApplicationBuilder(session, await session.BeginAsync(cancellationToken));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }
}
