-- One view per built-in kind, for people and reports. They read the current state.
create view namespaces as
select name, uid, revision,
  body #>> '{status,phase}' as phase,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'namespaces';

create view nodes as
select name, uid, revision,
  (select c ->> 'status' from jsonb_array_elements(body #> '{status,conditions}') c
    where c ->> 'type' = 'Ready') as ready,
  coalesce((body #>> '{spec,unschedulable}')::boolean, false) as unschedulable,
  (select a ->> 'address' from jsonb_array_elements(body #> '{status,addresses}') a
    where a ->> 'type' = 'InternalIP' limit 1) as internal_ip,
  body #>> '{spec,podCIDR}' as pod_cidr,
  body #>> '{status,allocatable,cpu}' as allocatable_cpu,
  body #>> '{status,allocatable,memory}' as allocatable_memory,
  body #>> '{status,allocatable,pods}' as allocatable_pods,
  body #>> '{status,nodeInfo,kubeletVersion}' as agent_version,
  body #> '{spec,taints}' as taints,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'nodes';

create view pods as
select namespace, name, uid, revision,
  body #>> '{status,phase}' as phase,
  (select c ->> 'status' from jsonb_array_elements(body #> '{status,conditions}') c
    where c ->> 'type' = 'Ready') as ready,
  (select sum((c ->> 'restartCount')::bigint)
    from jsonb_array_elements(body #> '{status,containerStatuses}') c) as restarts,
  body #>> '{spec,nodeName}' as node,
  body #>> '{status,podIP}' as pod_ip,
  (select string_agg(c ->> 'image', ',')
    from jsonb_array_elements(body #> '{spec,containers}') c) as images,
  (select o ->> 'kind' from jsonb_array_elements(body #> '{metadata,ownerReferences}') o
    where (o ->> 'controller')::boolean limit 1) as owner_kind,
  (select o ->> 'name' from jsonb_array_elements(body #> '{metadata,ownerReferences}') o
    where (o ->> 'controller')::boolean limit 1) as owner_name,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at,
  (body #>> '{metadata,deletionTimestamp}')::timestamptz as deletion_at
from resource where type = 'pods';

create view deployments as
select namespace, name, uid, revision,
  (body #>> '{spec,replicas}')::bigint as replicas,
  coalesce((body #>> '{status,readyReplicas}')::bigint, 0) as ready_replicas,
  coalesce((body #>> '{status,updatedReplicas}')::bigint, 0) as updated_replicas,
  coalesce((body #>> '{status,availableReplicas}')::bigint, 0) as available_replicas,
  body #>> '{spec,strategy,type}' as strategy,
  coalesce((body #>> '{spec,paused}')::boolean, false) as paused,
  (select string_agg(c ->> 'image', ',')
    from jsonb_array_elements(body #> '{spec,template,spec,containers}') c) as images,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'deployments.apps';

create view replicasets as
select namespace, name, uid, revision,
  (body #>> '{spec,replicas}')::bigint as replicas,
  coalesce((body #>> '{status,replicas}')::bigint, 0) as current_replicas,
  coalesce((body #>> '{status,readyReplicas}')::bigint, 0) as ready_replicas,
  (select o ->> 'name' from jsonb_array_elements(body #> '{metadata,ownerReferences}') o
    where (o ->> 'controller')::boolean limit 1) as owner_name,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'replicasets.apps';

create view configmaps as
select namespace, name, uid, revision,
  (select count(*) from jsonb_object_keys(body -> 'data')) as keys,
  coalesce((body ->> 'immutable')::boolean, false) as immutable,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'configmaps';

-- Names and sizes only: a report needs no secret.
create view secrets as
select namespace, name, uid, revision,
  body ->> 'type' as secret_type,
  (select count(*) from jsonb_object_keys(body -> 'data')) as keys,
  coalesce((body ->> 'immutable')::boolean, false) as immutable,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'secrets';

create view serviceaccounts as
select namespace, name, uid, revision,
  body #> '{metadata,labels}' as labels,
  (body #>> '{metadata,creationTimestamp}')::timestamptz as created_at
from resource where type = 'serviceaccounts';

create view events as
select namespace, name, uid, revision,
  body ->> 'type' as event_type,
  body ->> 'reason' as reason,
  body #>> '{involvedObject,kind}' as involved_kind,
  body #>> '{involvedObject,namespace}' as involved_namespace,
  body #>> '{involvedObject,name}' as involved_name,
  body ->> 'message' as message,
  coalesce((body ->> 'count')::bigint, (body #>> '{series,count}')::bigint, 1) as count,
  coalesce(body #>> '{source,component}', body ->> 'reportingComponent') as component,
  coalesce(body ->> 'firstTimestamp', body ->> 'eventTime')::timestamptz as first_seen_at,
  coalesce(body ->> 'lastTimestamp', body #>> '{series,lastObservedTime}',
    body ->> 'eventTime')::timestamptz as last_seen_at
from resource where type = 'events';

create view leases as
select namespace, name, uid, revision,
  body #>> '{spec,holderIdentity}' as holder,
  (body #>> '{spec,leaseDurationSeconds}')::bigint as duration_seconds,
  (body #>> '{spec,leaseTransitions}')::bigint as transitions,
  (body #>> '{spec,acquireTime}')::timestamptz as acquired_at,
  (body #>> '{spec,renewTime}')::timestamptz as renewed_at
from resource where type = 'leases.coordination.k8s.io';
