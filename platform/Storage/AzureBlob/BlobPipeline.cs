using Azure.Core;
using Azure.Core.Pipeline;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>Makes the pipeline of requests to a storage account: retries, time limits and authorization.</summary>
internal static class BlobPipeline
{
    /// <summary>The version of the service that requests and signatures are written for: in all regions, and with directories in shared access signatures.</summary>
    public const string ServiceVersion = "2023-11-03";

    /// <summary>Makes it.</summary>
    /// <param name="access">The account, with credentials.</param>
    /// <param name="answerLimit">How long one try may take.</param>
    /// <param name="transport">Sends requests; null for the one that all pipelines of a process share.</param>
    public static HttpPipeline Of(AzureBlobAccess access, TimeSpan answerLimit, HttpPipelineTransport? transport = null)
    {
        var options = new Options();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = RequestTurns.Retries;
        options.Retry.NetworkTimeout = answerLimit;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Transport = transport ?? options.Transport;
        return HttpPipelineBuilder.Build(options, access.Credentials.ToPolicy(access.Endpoint));
    }

    /// <summary>Makes a message.</summary>
    public static HttpMessage Message(this HttpPipeline pipeline, RequestMethod method, Uri address)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add("x-ms-version", ServiceVersion);
        return message;
    }

    private sealed class Options : ClientOptions;
}
