// Models draw from torch's generators, and the runtime uses all cores.
[assembly: NonParallelizable]
