using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds environment variables to a resource at its start; a value is text or a provider of text.</summary>
internal sealed record EnvironmentAnnotation(Action<Dictionary<string, object>> AddTo) : IResourceAnnotation;
