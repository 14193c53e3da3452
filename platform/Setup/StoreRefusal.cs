using System.Net;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Setup;

/// <summary>The lines by which the setup ends where the object store keeps it from its work.</summary>
internal static class StoreRefusal
{
    /// <summary>The store did not answer in time.</summary>
    public static StartRefusedException Away(S3Endpoint endpoint, Exception cause) =>
        new($"Setting Mesh:Storage:S3:Endpoint: {endpoint} did not answer: {cause.Message} Fix: start it, correct the address, or give it longer with Mesh:Database:StartTimeout.", cause);

    /// <summary>The store refused something of the administrator's.</summary>
    public static StartRefusedException Of(S3Endpoint endpoint, string step, string? message, string code, HttpStatusCode status, Exception? cause = null)
    {
        string fix = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "give the keys of the store's administrator" : "correct what it names";
        return new($"Setting Mesh:Storage:S3: {endpoint} refused {step}: {message} ({code}). Fix: {fix}, and start the setup again.", cause);
    }
}
