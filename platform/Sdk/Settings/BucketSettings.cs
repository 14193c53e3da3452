using MeshStarter.Platform.Storage.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Settings;

/// <summary>Holds the settings of the domain's own bucket against what the store needs.</summary>
internal sealed class BucketSettings(IHostEnvironment environment) : IValidateOptions<SdkOptions>
{
    public ValidateOptionsResult Validate(string? name, SdkOptions options) =>
        StorageProblems.OfBucket(options.Storage, environment.IsDevelopment()) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
