using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Waiting;

/// <summary>The order of starts by waits; resources end in the reverse order.</summary>
internal sealed class WaitOrder
{
    private readonly Dictionary<IResource, HashSet<IResource>> _dependencies = [];

    /// <exception cref="DistributedApplicationException">Resources wait for one another in a circle.</exception>
    internal WaitOrder(IReadOnlyCollection<IResource> resources)
    {
        foreach (var resource in resources)
        {
            Visit(resource, []);
        }
    }

    /// <summary>Gets all direct and indirect dependencies of the resource.</summary>
    internal IReadOnlySet<IResource> DependenciesOf(IResource resource) => _dependencies[resource];

    /// <summary>Sorts resources into groups that end one after another: a resource that waits for another ends before it.</summary>
    internal IReadOnlyList<IReadOnlyList<T>> StopGroups<T>(IEnumerable<T> items, Func<T, IResource> resourceOf)
    {
        var remaining = items.ToList();
        var groups = new List<IReadOnlyList<T>>();
        while (remaining.Count > 0)
        {
            var first = remaining.Where(i => !remaining.Exists(o => DependenciesOf(resourceOf(o)).Contains(resourceOf(i)))).ToList();
            groups.Add(first);
            remaining.RemoveAll(first.Contains);
        }

        return groups;
    }

    private HashSet<IResource> Visit(IResource resource, List<IResource> path)
    {
        if (_dependencies.TryGetValue(resource, out var known))
        {
            return known;
        }

        path.Add(resource);
        var all = new HashSet<IResource>();
        foreach (var awaited in resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource))
        {
            if (path.Contains(awaited))
            {
                throw new DistributedApplicationException($"These resources wait for one another: {string.Join(" → ", path.SkipWhile(r => r != awaited).Append(awaited).Select(r => r.Name))}.");
            }

            all.Add(awaited);
            all.UnionWith(Visit(awaited, path));
        }

        path.RemoveAt(path.Count - 1);
        return _dependencies[resource] = all;
    }
}
