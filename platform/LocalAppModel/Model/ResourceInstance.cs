using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells apart the runs of a resource, as Aspire does by eight random letters.</summary>
internal static class ResourceInstance
{
    private static readonly ConditionalWeakTable<IResource, string> Suffixes = [];

    internal static string SuffixOf(IResource resource) =>
        Suffixes.GetValue(resource, _ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8));

    /// <summary>The id under which a resource reports its states: <c>orders-qwertyui</c>, or the name alone where there is no process.</summary>
    internal static string IdOf(IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource ? $"{resource.Name}-{SuffixOf(resource)}" : resource.Name;
}
