namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource that takes environment variables.</summary>
    public interface IResourceWithEnvironment : IResource
    {
    }

    /// <summary>A resource that listens.</summary>
    public interface IResourceWithEndpoints : IResource
    {
    }

    /// <summary>A resource that can wait for others.</summary>
    public interface IResourceWithWaitSupport : IResource
    {
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource that others find by its name.</summary>
    public interface IResourceWithServiceDiscovery : ApplicationModel.IResourceWithEndpoints
    {
    }
}
