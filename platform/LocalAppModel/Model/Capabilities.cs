using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource that is given environment variables.</summary>
    public interface IResourceWithEnvironment : IResource
    {
    }

    /// <summary>A resource that is given command line arguments.</summary>
    public interface IResourceWithArgs : IResource
    {
    }

    /// <summary>A resource that listens somewhere.</summary>
    public interface IResourceWithEndpoints : IResource
    {
    }

    /// <summary>A resource that can wait for others before it starts.</summary>
    public interface IResourceWithWaitSupport : IResource
    {
    }

    /// <summary>A resource that a platform may probe.</summary>
    public interface IResourceWithProbes : IResource
    {
    }

    /// <summary>A resource that computes.</summary>
    public interface IComputeResource : IResource
    {
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource whose endpoints others find by its name.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints
    {
    }
}
