using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Setup.Buckets;

/// <summary>Makes the containers of a storage account, and verifies that the account can open one folder to a reader.</summary>
internal static class ContainerSetup
{
    /// <summary>Makes the containers that are missing, and writes a line about them.</summary>
    /// <param name="plan">The containers.</param>
    /// <param name="limit">How long the account may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <exception cref="StartRefusedException">The account is away, refuses, or has no hierarchical namespaces; the message says so and the fix.</exception>
    public static async Task RunAsync(BucketPlan plan, TimeSpan limit, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        var endpoint = plan.Storage.AzureBlob.ToEndpoint();
        using var connection = new AzureBlobConnection(new AzureBlobAccess(endpoint, plan.Storage.AzureBlob.ToCredentials()));
        try
        {
            var names = plan.Storage.Names();
            var containers = plan.Domains.Select(domain => BucketLocation.Parse(names.Of(domain))).ToList();
            if (await AnswerAsync(() => connection.HasFoldersAsync(containers[0], cancellationToken), limit, time, cancellationToken) == false)
            {
                throw new StartRefusedException($"Setting Mesh:Storage:AzureBlob:Endpoint: the account {endpoint.Account} has no hierarchical namespaces: credentials for one table could not be made. Fix: make an account that has them, as docs/storage.md says.");
            }

            int made = 0;
            foreach (var container in containers)
            {
                made += await AnswerAsync(() => connection.MakeContainerAsync(container, cancellationToken), limit, time, cancellationToken) ? 1 : 0;
            }

            await output.WriteLineAsync($"Containers at {endpoint}: {string.Join(", ", plan.Names)}; {(made == 0 ? "nothing was missing" : $"{made} made")}.");
        }
        catch (StorageException refused)
        {
            throw new StartRefusedException($"Setting Mesh:Storage:AzureBlob:Endpoint: {refused.Message} Fix: correct the address, or give this process the rights of the account's administrator, and start the setup again.", refused);
        }
    }

    // An account that starts, and a container that is still being deleted, answer later.
    private static Task<T> AnswerAsync<T>(Func<Task<T>> ask, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken) =>
        StartWait.AnswerAsync(ask, failure => failure is StorageException { Failure: StorageFailure.Failed }, limit, time, cancellationToken);
}
