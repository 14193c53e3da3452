using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Setup.Buckets;

/// <summary>Makes the buckets of any S3 store, and verifies that the store keeps objects from being overwritten.</summary>
internal static class BucketSetup
{
    private const string CleanUpRule = "mesh-abort-uploads";
    private const string Probe = "mesh-setup-probe";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>Makes the buckets that are missing, and writes a line about them.</summary>
    /// <param name="plan">The buckets.</param>
    /// <param name="endsUploads">Whether the store ends incomplete uploads by itself, as MinIO does after a day, and takes no rule for it.</param>
    /// <param name="limit">How long the store may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <exception cref="StartRefusedException">The store is away, refuses, or overwrites objects; the message says so and the fix.</exception>
    public static async Task RunAsync(BucketPlan plan, bool endsUploads, TimeSpan limit, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        var endpoint = plan.Store.ToEndpoint();
        var credentials = AwsClients.Credentials(new S3Credentials(plan.Store.AccessKey!, plan.Store.SecretKey!));
        using var client = new AmazonS3Client(credentials, AwsClients.Configure(new AmazonS3Config { ForcePathStyle = endpoint.PathStyle }, endpoint, AnswerLimit, retries: 0));
        try
        {
            var there = await ListAsync(client, limit, time, cancellationToken);
            var names = plan.Names.ToList();
            foreach (string name in names)
            {
                if (!there.Contains(name))
                {
                    await MakeAsync(client, name, cancellationToken);
                }

                if (!endsUploads)
                {
                    await EndUploadsAsync(client, name, output, cancellationToken);
                }
            }

            await VerifyNothingIsOverwrittenAsync(client, names[0], endpoint, cancellationToken);
            int made = names.Count(name => !there.Contains(name));
            await output.WriteLineAsync($"Buckets at {endpoint}: {string.Join(", ", names)}; {(made == 0 ? "nothing was missing" : $"{made} made")}.");
        }
        catch (AmazonServiceException refused)
        {
            throw StoreRefusal.Of(endpoint, "a step of the setup", refused.Message, refused.ErrorCode, refused.StatusCode, refused);
        }
        catch (Exception away) when (IsAway(away) && !cancellationToken.IsCancellationRequested)
        {
            throw StoreRefusal.Away(endpoint, away);
        }
    }

    private static async Task<HashSet<string>> ListAsync(AmazonS3Client client, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var answer = await StartWait.AnswerAsync(() => client.ListBucketsAsync(new ListBucketsRequest(), cancellationToken), IsNotReady, limit, time, cancellationToken);
        return [.. (answer.Buckets ?? []).Select(bucket => bucket.BucketName)];
    }

    private static async Task MakeAsync(AmazonS3Client client, string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.PutBucketAsync(new PutBucketRequest { BucketName = name }, cancellationToken);
        }
        catch (AmazonS3Exception taken) when (string.Equals(taken.ErrorCode, "BucketAlreadyOwnedByYou", StringComparison.Ordinal))
        {
            // Another setup made it at the same time.
        }
        catch (AmazonS3Exception taken) when (string.Equals(taken.ErrorCode, "BucketAlreadyExists", StringComparison.Ordinal))
        {
            throw new StartRefusedException($"Setting Mesh:Storage:Buckets: the bucket {name} belongs to another account. Fix: choose another prefix.", taken);
        }
    }

    // Parts of uploads that were never completed cost space, and no listing shows them.
    private static async Task EndUploadsAsync(AmazonS3Client client, string name, TextWriter output, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(client, name, cancellationToken);
        if (rules.Any(rule => rule.AbortIncompleteMultipartUpload is not null || string.Equals(rule.Id, CleanUpRule, StringComparison.Ordinal)))
        {
            return;
        }

        rules.Add(new LifecycleRule
        {
            Id = CleanUpRule,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
            AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 1 },
        });
        try
        {
            await client.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest { BucketName = name, Configuration = new LifecycleConfiguration { Rules = rules } }, cancellationToken);
        }
        catch (AmazonS3Exception unknown) when (unknown.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented)
        {
            await output.WriteLineAsync($"Warning: the store takes no rule for bucket {name} that ends incomplete uploads ({unknown.ErrorCode}). Fix: have the store abort uploads that were not completed after a day.");
        }
    }

    private static async Task<List<LifecycleRule>> RulesAsync(AmazonS3Client client, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = name }, cancellationToken)).Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception none) when (none.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NotImplemented)
        {
            return [];
        }
    }

    private static async Task VerifyNothingIsOverwrittenAsync(AmazonS3Client client, string bucket, S3Endpoint endpoint, CancellationToken cancellationToken)
    {
        // Of this setup alone: another one at the same time would delete it between the two puts.
        var put = new PutObjectRequest { BucketName = bucket, Key = $"{Probe}-{Guid.NewGuid():N}", ContentBody = Probe, IfNoneMatch = "*" };
        try
        {
            await client.PutObjectAsync(put, cancellationToken);
            if (!await IsRefusedAsync(client, put, cancellationToken))
            {
                throw Overwrites($"{endpoint} overwrites objects despite If-None-Match: *");
            }
        }
        catch (AmazonS3Exception unknown) when (unknown.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented)
        {
            throw Overwrites($"{endpoint} takes no object with If-None-Match: * ({unknown.ErrorCode})", unknown);
        }
        finally
        {
            await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = put.Key }, CancellationToken.None);
        }
    }

    private static StartRefusedException Overwrites(string problem, Exception? cause = null) =>
        new($"Setting Mesh:Storage:S3:Endpoint: {problem}. Two writers of a table would lose rows. Fix: use a store that supports conditional puts, as docs/storage.md says.", cause);

    private static async Task<bool> IsRefusedAsync(AmazonS3Client client, PutObjectRequest put, CancellationToken cancellationToken)
    {
        try
        {
            await client.PutObjectAsync(put, cancellationToken);
            return false;
        }
        catch (AmazonS3Exception exists) when (exists.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            return true;
        }
    }

    private static bool IsNotReady(Exception exception) => IsAway(exception) || exception is AmazonServiceException { StatusCode: default(HttpStatusCode) or HttpStatusCode.ServiceUnavailable };

    private static bool IsAway(Exception exception) => exception is HttpRequestException or AmazonClientException or OperationCanceledException;
}
