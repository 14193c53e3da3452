using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Setup.Users;

namespace MeshStarter.Platform.Setup.Minio;

/// <summary>Makes the users of a MinIO and what each may do, again and again without harm. Users that the settings do not name stay as they are.</summary>
internal static class MinioUsers
{
    /// <summary>Brings the users to the settings, and writes a line about them.</summary>
    /// <param name="plan">The users.</param>
    /// <param name="limit">How long the store may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes the line.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <exception cref="MeshStarter.ServiceDefaults.Start.StartRefusedException">The store is away, refuses, or is no MinIO; the message says so and the fix.</exception>
    public static async Task RunAsync(UserPlan plan, TimeSpan limit, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        var buckets = plan.Buckets!;
        using var administration = new MinioAdministration(buckets.Store, limit, time);
        await administration.VerifyAsync(cancellationToken);
        foreach (var user in plan.Users)
        {
            string policy = buckets.NameOf(user.Name);
            await administration.PutAsync("add-canned-policy", [("name", policy)], Encoding.UTF8.GetBytes(StorePolicies.Of(user.Name, buckets)), cancellationToken);
            var secret = JsonSerializer.SerializeToUtf8Bytes(new { secretKey = user.SecretKey, status = "enabled" });
            await administration.PutAsync("add-user", [("accessKey", user.AccessKey!)], SealedBody.Of(secret, buckets.Store.SecretKey!), cancellationToken);
            // Replaces other policies of the user. The newer attach keeps them, and its answer is sealed by an algorithm that .NET does not have.
            await administration.PutAsync("set-user-or-group-policy", [("isGroup", "false"), ("policyName", policy), ("userOrGroup", user.AccessKey!)], [], cancellationToken);
        }

        await output.WriteLineAsync($"Users at {buckets.Store.ToEndpoint()}: {string.Join(", ", plan.Users.Select(user => user.Name))}; each has its policy and the keys of the settings.");
    }
}
